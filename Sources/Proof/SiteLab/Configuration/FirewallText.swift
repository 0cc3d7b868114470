/// The nftables rules of the lab's computers.
struct FirewallText {
    /// The router's rules: what it closes and what it redirects.
    static func router(_ configuration: LabConfiguration) -> String {
        var closed = configuration.closed.flatMap { path in
            matches(path.places, transport: path.fault.transport.rawValue, port: path.fault.port).map {
                "iifname lan \($0) \(verdict(path.fault.answer, path.fault.transport))"
            }
        }
        if let bytes = configuration.nameDatagramBytes {
            // The length that UDP states counts its own head of eight bytes.
            closed.append("iifname wan udp sport \(LabPorts.names) udp length > \(bytes + 8) drop")
        }
        var forwarded: [String] = []
        if configuration.onlyProxyLeaves {
            // Neighbour discovery stays, or the site would not even find its router.
            closed += [
                "iifname lan icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-solicit } accept",
                "iifname lan ip saddr != \(configuration.site.proxy.ipv4) drop",
                "iifname lan ip6 saddr != \(configuration.site.proxy.ipv6) drop",
            ]
        }
        let redirected = redirections(configuration)
        if configuration.portal {
            forwarded += [
                "iifname lan tcp dport \(LabPorts.tls) reject with tcp reset",
                "iifname lan meta l4proto { tcp, udp } th dport != \(LabPorts.names) drop",
            ]
        }
        let silent =
            configuration.mtuBytes == nil && configuration.outwardBytes == nil
            ? [] : ["icmp type destination-unreachable icmp code frag-needed drop", "icmpv6 type packet-too-big drop"]
        // The keeper's own rules come first in the chains that are his; what is broken beyond he cannot allow.
        let own = ["include \"\(SiteRuleFiles.firewall)\""]
        let lost = configuration.ipv6Broken ? ["meta nfproto ipv6 drop"] : []
        return table([
            chain("closed", "type filter hook prerouting priority -150", own + closed),
            chain("taken", "type nat hook prerouting priority -100", own + redirected),
            chain("forwarded", "type filter hook forward priority 0", own + forwarded),
            chain("lost", "type filter hook forward priority 10", lost),
            chain("said", "type filter hook output priority 0", silent),
        ]) + "include \"\(SiteRuleFiles.tables)\"\n"
    }

    /// The internet's rules: servers that are down.
    static func internet(_ configuration: LabConfiguration) -> String {
        let rules = configuration.down.flatMap { down in
            matches(down.servers.map(\.addresses), transport: "tcp", port: nil).map {
                "\($0) \(verdict(down.answer, .tcp))"
            }
        }
        return table([chain("down", "type filter hook prerouting priority -150", rules)])
    }

    private static func redirections(_ configuration: LabConfiguration) -> [String] {
        var rules: [String] = []
        func take(_ transport: String, _ port: UInt16, _ target: UInt16) {
            rules.append("iifname lan \(transport) dport \(port) redirect to :\(target)")
        }
        if configuration.nameServerTakesAll {
            take("udp", LabPorts.names, LabPorts.names)
            take("tcp", LabPorts.names, LabPorts.names)
        }
        let interception = configuration.interception
        if configuration.portal {
            take("tcp", LabPorts.plain, LabPorts.portal)
            return rules
        }
        if interception.needsPlain { take("tcp", LabPorts.plain, LabPorts.squidPlain) }
        if interception.squidNeedsTLS {
            take("tcp", LabPorts.tls, LabPorts.squidTLS)
        } else if interception.needsMitmproxy {
            take("tcp", LabPorts.tls, LabPorts.mitmproxy)
        }
        return rules
    }

    /// Matches of a port at these places, one for each family, or to all of them.
    private static func matches(_ places: [AddressPair], transport: String, port: UInt16?) -> [String] {
        let ports = port.map { "\(transport) dport \($0)" } ?? "meta l4proto \(transport)"
        guard !places.isEmpty else { return [ports] }
        return [
            "ip daddr { \(places.map(\.ipv4).joined(separator: ", ")) } \(ports)",
            "ip6 daddr { \(places.map(\.ipv6).joined(separator: ", ")) } \(ports)",
        ]
    }

    private static func verdict(_ answer: LabFault.Answer, _ transport: LabFault.PortClosed.Transport) -> String {
        switch (answer, transport) {
        case (.drop, _): "drop"
        case (.reject, .tcp): "reject with tcp reset"
        case (.reject, .udp): "reject with icmpx admin-prohibited"
        }
    }

    private static func chain(_ name: String, _ hook: String, _ rules: [String]) -> String {
        "  chain \(name) {\n    \(hook); policy accept;\n" + rules.map { "    \($0)\n" }.joined() + "  }\n"
    }

    /// The whole ruleset, exchanged at once.
    private static func table(_ chains: [String]) -> String {
        "flush ruleset\ntable inet lab {\n" + chains.joined() + "}\n"
    }
}
