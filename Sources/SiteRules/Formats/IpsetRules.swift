/// The sets for `ipset restore` that the iptables export asks.
enum IpsetRules {
    /// The set of a port's IPv4 addresses; at most 31 characters, as the kernel wants it.
    static func set(_ port: RulePort) -> String { "dutymark-\(port.word)" }

    static func body(_ selection: RuleSelection) -> RuleBody {
        var lines: [String] = []
        for port in selection.ports where !selection.targets(at: port, .name, .domain, .address).isEmpty {
            lines.append("create \(set(port)) hash:ip family inet")
            lines += selection.targets(at: port, .address).map { "add \(set(port)) \($0.text)" }
        }
        return RuleBody(
            comment: "#",
            denial: ["A set denies nothing; the iptables export that asks it does, by default."],
            advice: [
                "Load with: ipset -exist restore < FILE, before the iptables export.",
                "The sets are empty until dnsmasq fills them: see --format dnsmasq-ipset.",
            ],
            unsaid: selection.unsaid(.anywhere, why: "any host needs no set; the iptables export has it"),
            lines: lines)
    }
}
