import ConnectivityGuide
import RuleLines

/// A table of its own for nftables. Names become addresses in sets that dnsmasq fills; `meter` and `fwd` are
/// keywords of nft, so no set or chain is called so.
enum NftablesRules {
    /// The table's name, which the lines for dnsmasq use too.
    static let table = "dutymark"

    /// The address families the rules speak of: with sources only theirs.
    static func families(_ selection: RuleSelection) -> [RuleSource.Family] {
        RuleSource.Family.allCases.filter { selection.sources.isEmpty || !selection.sources($0).isEmpty }
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
        for port in selection.ports {
            let match = NftablesLines.ports(port.transport.rawValue, [port.number])
            if named.contains(port) {
                lines += families.map {
                    "\t\t\($0.from(selection))\(match) \($0.header) daddr @\($0.set(port)) accept"
                }
            }
            guard !selection.targets(at: port, .anywhere).isEmpty else { continue }
            let froms = selection.sources.isEmpty ? [""] : families.map { $0.from(selection) }
            lines += froms.map { "\t\t\($0)\(match) accept" }
        }
        if !selection.sources.isEmpty { lines += families.map { "\t\t\($0.from(selection))drop" } }
        return RuleBody(
            comment: "#",
            denial: selection.denial(endingIn: families.count > 1 ? "the last two rules" : "the last rule"),
            advice: advice(selection),
            lines: lines + ["\t}", "}"])
    }

    private static func advice(_ selection: RuleSelection) -> [String] {
        var advice = [
            "Check with: nft -c -f FILE. Load with: nft -f FILE, before dnsmasq starts; loading it again empties the sets.",
            "The sets are empty until dnsmasq fills them: see --format dnsmasq-nftset.",
            "Every base chain has its say: what another table drops stays dropped, so put the rules there in that case.",
        ]
        if !selection.sources.isEmpty, selection.sources(.v6).isEmpty {
            advice += [
                "Where the machine stands on a link of this router, this denies it all of IPv6 by its hardware address:",
                "nft add rule inet \(table) forward ether saddr MAC meta nfproto ipv6 drop",
            ]
        }
        return advice
    }

    private static func set(_ family: RuleSource.Family, _ port: RulePort, _ selection: RuleSelection) -> [String] {
        var lines = ["\tset \(family.set(port)) {", "\t\ttype \(family.elementType)"]
        let addresses = selection.targets(at: port, .address).map(\.text)
        if family == .v4, !addresses.isEmpty {
            lines.append("\t\telements = { \(addresses.joined(separator: ", ")) }")
        }
        return lines + ["\t}"]
    }
}

/// An address family as nft and dnsmasq write it.
extension RuleSource.Family {
    fileprivate var elementType: String { "ipv\(digit)_addr" }
    fileprivate var header: String { self == .v4 ? "ip" : "ip6" }
    /// The digit that dnsmasq writes for it.
    var digit: String { self == .v4 ? "4" : "6" }

    /// What a packet from the machine has, with a blank behind it; nothing where every computer is meant.
    fileprivate func from(_ selection: RuleSelection) -> String {
        let sources = selection.sources(self).map(\.description)
        return sources.isEmpty ? "" : NftablesLines.address(header, "saddr", sources) + " "
    }

    /// The set of a port's addresses.
    func set(_ port: RulePort) -> String { "\(port.word)_v\(digit)" }
}
