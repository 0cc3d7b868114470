import ConnectivityGuide

/// One host, or a group of hosts, with every port at which the guide names it.
public struct RuleTarget: Hashable, Sendable {
    /// What kind of destination it is.
    public enum Kind: Hashable, Sendable {
        /// One name.
        case name
        /// Every name below a domain; `RuleTarget.text` is the domain without star.
        case domain
        /// One IPv4 address.
        case address
        /// Any host at all.
        case anywhere
    }

    /// What kind of destination it is.
    public let kind: Kind
    /// Name, domain or address in lower case; empty for any host.
    public let text: String
    /// The guide's entries, in its order; each has another port or transport.
    public let endpoints: [GuideEndpoint]

    /// The host as most rules write it: a domain with a star before it.
    var starred: String { (kind == .domain ? "*." : "") + text }

    /// Ports and transports, lowest first.
    public var ports: [RulePort] { endpoints.compactMap(\.rulePort).sorted() }

    /// The entry for a port, or nil.
    public func endpoint(at port: RulePort) -> GuideEndpoint? {
        endpoints.first { $0.rulePort == port }
    }

    /// Sorts a pattern of the guide into its kind.
    static func reading(_ host: HostPattern) -> (kind: Kind, text: String) {
        let folded = host.text.lowercased()
        if folded == "*" { return (.anywhere, "") }
        if host.isWildcard { return (.domain, String(folded.dropFirst(2))) }
        return (IPv4Address(folded) == nil ? .name : .address, folded)
    }
}
