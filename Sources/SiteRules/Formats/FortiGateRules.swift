/// Addresses, services and policies for a FortiGate.
enum FortiGateRules {
    /// The longest name of an address.
    private static let longestName = 79
    private static let machine = "dutymark machine"

    static func body(_ selection: RuleSelection) -> RuleBody {
        let hosts = selection.targets(.name, .domain, .address)
        let names = Dictionary(uniqueKeysWithValues: hosts.enumerated().map { ($1, name($1, $0)) })
        var lines = ["config firewall address"]
        for (name, source) in zip(machines(selection), selection.sources(.v4)) {
            lines += edit(name, ["set subnet \(source.address) \(source.mask)"])
        }
        for host in hosts { lines += edit(names[host] ?? host.text, address(host)) }
        lines += ["end", "config firewall addrgrp"]
        for port in selection.ports {
            let members = selection.targets(at: port, .name, .domain, .address).compactMap { names[$0] }
            guard !members.isEmpty else { continue }
            lines += edit(group(port), members.enumerated().map { ($0 == 0 ? "set" : "append") + " member \"\($1)\"" })
        }
        lines += ["end", "config firewall service custom"]
        for port in selection.ports {
            lines += edit(group(port), ["set \(port.transport.rawValue)-portrange \(port.number)"])
        }
        lines += ["end", "config firewall policy"]
        let isSayable = selection.sources.isEmpty || !selection.sources(.v4).isEmpty
        for port in selection.ports where isSayable { lines += policies(port, selection) }
        if !selection.sources(.v4).isEmpty {
            lines += policy("dutymark deny", to: "all", service: "ALL", action: "deny", selection)
        }
        return RuleBody(
            comment: "#",
            denial: selection.sources.isEmpty
                ? [
                    "Deny by default: the policies only allow, for every computer; the implicit policy denies what none allows.",
                    "With --source ADDRESS they are for that address alone and deny it the rest.",
                ] : selection.denial(endingIn: "the last policy", [.v4]),
            advice: [
                "The policies have no inspection profile, as the machine needs it. Name your interfaces in place of “any” and",
                "move them before policies that allow or inspect more.",
                "“set nat enable” lets the machine’s private address leave as the firewall’s own. Take the lines out where the",
                "machine has a public address, another device translates, or the firewall has central NAT.",
                "A FortiGate learns the addresses of a wildcard from the DNS answers that pass through it, so the machine’s",
                "questions must pass through it too.",
            ],
            unsaid: selection.unsaidSources, lines: lines + ["end"])
    }

    private static func policies(_ port: RulePort, _ selection: RuleSelection) -> [String] {
        var lines: [String] = []
        let title = "dutymark \(port.transport.rawValue) \(port.number)"
        if !selection.targets(at: port, .name, .domain, .address).isEmpty {
            lines += policy(title, to: group(port), service: group(port), action: "accept", selection)
        }
        if !selection.targets(at: port, .anywhere).isEmpty {
            lines += policy("\(title) any", to: "all", service: group(port), action: "accept", selection)
        }
        return lines
    }

    private static func policy(
        _ title: String, to group: String, service: String, action: String, _ selection: RuleSelection
    ) -> [String] {
        let names = selection.sources.isEmpty ? ["all"] : machines(selection)
        let from = names.map { "\"\($0)\"" }.joined(separator: " ")
        return [
            "    edit 0", "        set name \"\(title)\"", "        set srcintf \"any\"", "        set dstintf \"any\"",
            "        set srcaddr \(from)",
            "        set dstaddr \"\(group)\"", "        set service \"\(service)\"",
            "        set schedule \"always\"", "        set action \(action)",
        ] + (action == "accept" ? ["        set nat enable"] : []) + ["    next"]
    }

    /// The names of the machine's addresses.
    private static func machines(_ selection: RuleSelection) -> [String] {
        selection.sources(.v4).indices.map { $0 == 0 ? machine : "\(machine) \($0 + 1)" }
    }

    private static func edit(_ name: String, _ settings: [String]) -> [String] {
        ["    edit \"\(name)\""] + settings.map { "        " + $0 } + ["    next"]
    }

    private static func address(_ host: RuleTarget) -> [String] {
        switch host.kind {
        case .address: ["set subnet \(host.text)/32"]
        case .domain, .name, .anywhere: ["set type fqdn", "set fqdn \"\(host.starred)\""]
        }
    }

    /// The name of a host's address.
    private static func name(_ host: RuleTarget, _ index: Int) -> String {
        RuleText.name("dutymark " + host.starred, most: longestName, number: " \(index)")
    }

    private static func group(_ port: RulePort) -> String { "dutymark \(port.word)" }
}
