/// A chain of its own for `iptables-restore`, IPv4.
enum IptablesRules {
    private static let chain = "DUTYMARK"

    static func body(_ selection: RuleSelection) -> RuleBody {
        let machine = selection.sources(.v4)
        var lines = ["*filter", ":\(chain) - [0:0]"]
        if selection.sources.isEmpty { lines.append("-I FORWARD 1 -j \(chain)") }
        lines += machine.map { "-I FORWARD 1 -s \($0.block) -j \(chain)" }
        lines += machine.map {
            "-I FORWARD 1 -d \($0.block) -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT"
        }
        lines.append("-A \(chain) -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT")
        for port in selection.ports {
            let match = "-A \(chain) -p \(port.transport.rawValue) --dport \(port.number)"
            if !selection.targets(at: port, .name, .domain, .address).isEmpty {
                lines.append("\(match) -m set --match-set \(IpsetRules.set(port)) dst -j ACCEPT")
            }
            if !selection.targets(at: port, .anywhere).isEmpty { lines.append("\(match) -j ACCEPT") }
        }
        if !machine.isEmpty { lines.append("-A \(chain) -j DROP") }
        return RuleBody(
            comment: "#", denial: selection.denial(endingIn: "the last rule", [.v4]),
            advice: [
                "Check with: iptables-restore --test FILE. Load once with: iptables-restore --noflush FILE.",
                "It asks the sets of --format ipset, which must be there before it.",
                "It is for IPv4; ip6tables is left as it is.",
            ],
            unsaid: selection.unsaidSources,
            lines: lines + ["COMMIT"])
    }
}
