import ConnectivityGuide

/// A table of its own for nftables. Names become addresses in sets that dnsmasq fills; `meter` and `fwd` are
/// keywords of nft, so no set or chain is called so.
enum NftablesRules {
    /// The table's name, which the lines for dnsmasq use too.
    static let table = "dutymark"

    /// The address families the rules speak of: with an IPv4 source only that one.
    static func families(_ selection: RuleSelection) -> [Family] {
        selection.source == nil ? [.v4, .v6] : [.v4]
    }

    /// An address family as nft and dnsmasq write it.
    enum Family: String {
        case v4, v6

        var elementType: String { self == .v4 ? "ipv4_addr" : "ipv6_addr" }
        var header: String { self == .v4 ? "ip" : "ip6" }
        /// The digit that dnsmasq writes for it.
        var digit: String { self == .v4 ? "4" : "6" }

        /// The set of a port's addresses.
        func set(_ port: RulePort) -> String { "\(port.word)_\(rawValue)" }
    }

    static func body(_ selection: RuleSelection) -> RuleBody {
        let families = families(selection)
        let named = selection.ports.filter { !selection.targets(at: $0, .name, .domain, .address).isEmpty }
        var lines = ["table inet \(table)", "delete table inet \(table)", "table inet \(table) {"]
        for port in named {
            for family in families { lines += set(family, port, selection) }
        }
        lines += ["\tchain forward {", "\t\ttype filter hook forward priority filter; policy accept;"]
        lines.append("\t\tct state established,related accept")
        let from = selection.source.map { "ip saddr \($0) " } ?? ""
        for port in selection.ports {
            let match = "\(from)\(port.transport.rawValue) dport \(port.number)"
            if named.contains(port) {
                lines += families.map { "\t\t\(match) \($0.header) daddr @\($0.set(port)) accept" }
            }
            if !selection.targets(at: port, .anywhere).isEmpty { lines.append("\t\t\(match) accept") }
        }
        if let source = selection.source { lines.append("\t\tip saddr \(source) drop") }
        return RuleBody(
            comment: "#", denial: selection.denial(endingIn: "the last rule"), advice: advice(selection),
            lines: lines + ["\t}", "}"])
    }

    private static func advice(_ selection: RuleSelection) -> [String] {
        var advice = [
            "Check with: nft -c -f FILE. Load with: nft -f FILE, before dnsmasq starts; loading it again empties the sets.",
            "The sets are empty until dnsmasq fills them: see --format dnsmasq-nftset.",
            "Every base chain has its say: what another table drops stays dropped, so put the rules there in that case.",
        ]
        if selection.source != nil { advice.append("The source is an IPv4 address, so nothing is said about IPv6.") }
        return advice
    }

    private static func set(_ family: Family, _ port: RulePort, _ selection: RuleSelection) -> [String] {
        var lines = ["\tset \(family.set(port)) {", "\t\ttype \(family.elementType)"]
        let addresses = selection.targets(at: port, .address).map(\.text)
        if family == .v4, !addresses.isEmpty {
            lines.append("\t\telements = { \(addresses.joined(separator: ", ")) }")
        }
        return lines + ["\t}"]
    }
}
