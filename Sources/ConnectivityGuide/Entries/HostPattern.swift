import DutyModel

/// The hosts an entry means: one name, one IPv4 address, every name below a domain (`*.` and the domain), or
/// any host at all (`*`).
public struct HostPattern: PlainText {
    /// The pattern as the guide writes it.
    public let text: String
    private let folded: String

    /// How it is written.
    public var description: String { text }

    /// Checks a pattern; throws `guide_bad_value`. A star stands alone or as the whole first label.
    public init(_ text: String) throws(DutyFailure) {
        let name = text.hasPrefix("*.") ? text.dropFirst(2) : Substring(text)
        guard text == "*" || Self.isHostName(name) else {
            throw DutyFailure(.guideBadValue, "“\(text.prefix(64))” is not a host pattern.")
        }
        self.text = text
        folded = text.lowercased()
    }

    /// Whether the pattern stands for more than one host.
    public var isWildcard: Bool { folded.hasPrefix("*") }

    /// Whether this pattern means the host. Case and one final dot make no difference; a star before a domain means
    /// every name below the domain, at any depth, and not the domain itself.
    public func matches(_ host: String) -> Bool {
        var wanted = host.lowercased()
        if wanted.hasSuffix(".") { wanted.removeLast() }
        guard !wanted.isEmpty, !wanted.hasPrefix("."), !wanted.contains("*") else { return false }
        if folded == "*" { return true }
        guard isWildcard else { return wanted == folded }
        let suffix = folded.dropFirst()
        return wanted.hasSuffix(suffix) && wanted.utf8.count > suffix.utf8.count
    }

    /// Letters, digits and hyphens in labels of 1 to 63, 253 in all (RFC 1123).
    private static func isHostName(_ name: Substring) -> Bool {
        guard (1...253).contains(name.utf8.count) else { return false }
        return name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                && label.utf8.allSatisfy { byte in
                    byte == UInt8(ascii: "-") || (0x30...0x39).contains(byte)
                        || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                }
        }
    }
}
