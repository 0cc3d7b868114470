import ConnectivityGuide

/// The lines with which dnsmasq puts the addresses it hands out into the firewall's sets.
enum DnsmasqRules {
    /// Fills the sets of the nftables export.
    static func nftset(_ selection: RuleSelection) -> RuleBody {
        let families = NftablesRules.families(selection)
        return body(selection, option: "nftset", other: "nftables") { port in
            families.map { "\($0.digit)#inet#\(NftablesRules.table)#\($0.set(port))" }
        }
    }

    /// Fills the sets of the ipset export.
    static func ipset(_ selection: RuleSelection) -> RuleBody {
        body(selection, option: "ipset", other: "ipset") { [IpsetRules.set($0)] }
    }

    private static func body(
        _ selection: RuleSelection, option: String, other: String, sets: (RulePort) -> [String]
    ) -> RuleBody {
        let lines = selection.targets(.name, .domain).map { target in
            "\(option)=/\(target.text)/" + target.ports.flatMap(sets).joined(separator: ",")
        }
        return RuleBody(
            comment: "#",
            denial: [
                "These lines deny nothing: they put the addresses of the guide’s names into the sets of",
                "--format \(other), which denies by default.",
            ],
            advice: [
                "Check with: dnsmasq --test -C FILE.",
                "The machine must ask this dnsmasq and no other resolver, or it gets addresses that the sets do not have.",
                "dnsmasq takes every name below a name with it, so the sets may hold a few addresses more than the guide asks.",
                "A set holds addresses: other sites at the same address and port can be reached too.",
            ],
            unsaid: selection.unsaid(.address, .anywhere, why: "it is no name; the \(other) export has it"),
            lines: lines)
    }
}
