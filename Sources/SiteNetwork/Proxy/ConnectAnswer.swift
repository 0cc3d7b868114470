/// The head of a proxy's answer to `CONNECT`, read tolerantly: proxies have their ways.
package struct ConnectAnswer: Equatable {
    /// The status, such as 200.
    package let status: Int
    /// The words behind the status; often odd, sometimes absent.
    let reason: String
    /// The ways to authenticate that are offered (`Proxy-Authenticate`), in lower case and in their order.
    package let schemes: [String]
    /// What squid says of the cause, such as `ERR_CONNECT_FAIL 111`.
    let cause: String?

    /// Reads a head that is whole, without its empty line; nil where it is no HTTP.
    package init?(_ bytes: ArraySlice<UInt8>) {
        // Any byte from 128 on is allowed in a reason; this reading never fails on one.
        let lines = bytes.split(separator: 0x0a, omittingEmptySubsequences: false).map { line in
            String(decoding: line.last == 0x0d ? line.dropLast() : line, as: UTF8.self)
        }
        guard let first = lines.first, let (status, reason) = Self.statusLine(first) else { return nil }
        let fields = lines.dropFirst().compactMap(Self.field)
        self.status = status
        self.reason = reason
        schemes = fields.filter { $0.name == "proxy-authenticate" }.flatMap { Self.schemes(in: $0.value) }
        cause = fields.first { $0.name == "x-squid-error" }.map { Self.printable($0.value) }
    }

    /// How a head begins, as far as it can be seen from its first bytes.
    static let opening = Array("HTTP/1.".utf8)

    private static func statusLine(_ line: String) -> (Int, String)? {
        let parts = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: true)
        guard parts.count >= 2, parts[0].hasPrefix("HTTP/1."), parts[1].count == 3, let status = Int(parts[1]),
            (100...599).contains(status)
        else { return nil }
        return (status, parts.count > 2 ? printable(parts[2]) : "")
    }

    /// A line that is no field is passed over; nothing of it decides anything.
    private static func field(_ line: String) -> (name: String, value: Substring)? {
        guard let colon = line.firstIndex(of: ":"), colon != line.startIndex else { return nil }
        let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
        return (line[..<colon].lowercased(), value)
    }

    /// The schemes of one field, which may list several challenges with parameters (RFC 9110, section 11.6.1).
    ///
    /// A comma parts challenges and parameters alike. A piece is a parameter where its first word has an equals sign.
    private static func schemes(in value: Substring) -> [String] {
        var pieces: [String] = [""]
        var quoted = false
        for character in value {
            if character == "\"" { quoted.toggle() }
            if character == ",", !quoted { pieces.append("") } else { pieces[pieces.count - 1].append(character) }
        }
        return pieces.compactMap { piece in
            let word = piece.split { $0 == " " || $0 == "\t" }.first
            guard let word, !word.contains("=") else { return nil }
            return printable(word).lowercased()
        }
    }

    /// The first visible characters of what a stranger said, for a sentence.
    private static func printable(_ text: some StringProtocol) -> String {
        String(text.filter { $0.isASCII && $0 >= " " && $0 != "\u{7f}" }.prefix(60))
    }
}
