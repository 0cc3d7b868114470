/// Where a redirection leads (RFC 9110, section 10.2.2): a reference that names no host means the server's own.
enum Destination {
    /// The host to which an answer of `own` sends.
    static func host(of location: String, from own: String) -> String { named(by: location) ?? own.lowercased() }

    /// The host that a reference names, in lower case, without user or port; nil where it names none.
    static func named(by location: String) -> String? {
        let parts = location.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[1].isEmpty, parts[0].isEmpty || isScheme(parts[0]) else { return nil }
        let authority = parts[2].prefix { !["/", "?", "#"].contains($0) }
        let place = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
        let host = place.hasPrefix("[") ? place.dropFirst().prefix { $0 != "]" } : place.prefix { $0 != ":" }
        return host.isEmpty ? nil : host.lowercased()
    }

    private static func isScheme(_ text: Substring) -> Bool {
        text.count > 1 && text.hasSuffix(":")
            && text.dropLast().allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) }
    }
}
