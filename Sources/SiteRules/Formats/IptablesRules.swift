/// A chain of its own for `iptables-restore`, IPv4.
enum IptablesRules {
    /// The chain's name.
    private static let chain = "DUTYMARK"

    static func body(_ selection: RuleSelection) -> RuleBody {
        let from = selection.source.map { "-s \($0.range) " } ?? ""
        var lines = ["*filter", ":\(chain) - [0:0]", "-I FORWARD 1 \(from)-j \(chain)"]
        if let source = selection.source {
            lines.append("-I FORWARD 1 -d \(source.range) -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT")
        }
        lines.append("-A \(chain) -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT")
        for port in selection.ports {
            let match = "-A \(chain) -p \(port.transport.rawValue) --dport \(port.number)"
            if !selection.targets(at: port, .name, .domain, .address).isEmpty {
                lines.append("\(match) -m set --match-set \(IpsetRules.set(port)) dst -j ACCEPT")
            }
            if !selection.targets(at: port, .anywhere).isEmpty { lines.append("\(match) -j ACCEPT") }
        }
        if selection.source != nil { lines.append("-A \(chain) -j DROP") }
        return RuleBody(
            comment: "#", denial: selection.denial(endingIn: "the last rule"),
            advice: [
                "Check with: iptables-restore --test FILE. Load once with: iptables-restore --noflush FILE.",
                "It asks the sets of --format ipset, which must be there before it.",
                "It is for IPv4; ip6tables is left as it is.",
            ],
            lines: lines + ["COMMIT"])
    }
}
