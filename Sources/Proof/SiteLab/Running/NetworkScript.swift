import ConnectivityGuide

/// Shell scripts that wire the lab's computers together.
///
/// Addresses are usable at once (`nodad`): nobody else can have them.
struct NetworkScript {
    let plan: LabPlan
    let directory: LabDirectory

    /// Run on the router: makes all its cables and plugs their other ends in.
    func router(site: Int32, proxy: Int32, internet: Int32) -> String {
        """
        sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
        ip link add \(LabInterface.lan) type bridge forward_delay 0 mcast_snooping 0
        # What crosses the bridge inside the site is none of the firewall's business.
        for name in iptables ip6tables arptables; do
            file=/proc/sys/net/bridge/bridge-nf-call-$name
            if [ -e "$file" ]; then echo 0 > "$file"; fi
        done
        ip link add \(LabInterface.sitePort) type veth peer name \(LabInterface.only) netns /proc/\(site)/ns/net
        ip link add \(LabInterface.proxyPort) type veth peer name \(LabInterface.only) netns /proc/\(proxy)/ns/net
        ip link add \(LabInterface.wan) type veth peer name \(LabInterface.wan) netns /proc/\(internet)/ns/net
        ip link set \(LabInterface.sitePort) master \(LabInterface.lan)
        ip link set \(LabInterface.proxyPort) master \(LabInterface.lan)
        for name in \(LabInterface.lan) \(LabInterface.sitePort) \(LabInterface.proxyPort) \(LabInterface.wan); do
            sysctl -qw "net.ipv6.conf.$name.accept_dad=0"
            ip link set "$name" up
        done
        ip address add \(plan.uplink.router.ipv4)/\(plan.uplink.prefixLength) dev \(LabInterface.wan)
        ip address add \(plan.uplink.router.ipv6)/\(plan.uplink.prefixLength6) dev \(LabInterface.wan) nodad
        ip route add default via \(plan.uplink.internet.ipv4)
        ip -6 route add default via \(plan.uplink.internet.ipv6)
        """
    }

    /// Run on the router whenever the site's addresses change.
    func routerAddresses(_ site: LabPlan.Site) -> String {
        """
        ip address flush dev \(LabInterface.lan) scope global
        ip address add \(site.router.ipv4)/\(site.prefixLength) dev \(LabInterface.lan)
        ip address add \(site.router.ipv6)/\(site.prefixLength6) dev \(LabInterface.lan) nodad
        """
    }

    /// Run on a computer of the site whenever its addresses change.
    func siteAddresses(_ own: AddressPair, _ site: LabPlan.Site) -> String {
        """
        sysctl -qw net.ipv6.conf.\(LabInterface.only).accept_dad=0 net.ipv6.conf.\(LabInterface.only).accept_ra=0
        ip link set \(LabInterface.only) up
        ip address flush dev \(LabInterface.only) scope global
        ip address add \(own.ipv4)/\(site.prefixLength) dev \(LabInterface.only)
        ip address add \(own.ipv6)/\(site.prefixLength6) dev \(LabInterface.only) nodad
        ip route replace default via \(site.router.ipv4)
        ip -6 route replace default via \(site.router.ipv6)
        """
    }

    /// Run in the internet: every address of an operator is its own, and what nobody has vanishes silently.
    func internet(dataCentre: Int32) -> String {
        let own = plan.operators.map {
            "ip route add local \($0.ipv4).0/24 dev lo table main\n"
                + "ip -6 route add local \($0.ipv6)::/64 dev lo table main"
        }.joined(separator: "\n")
        let link = plan.dataCentreLink
        return """
            sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
            ip link add \(LabInterface.dataCentre) type veth peer name \(LabInterface.only) \
            netns /proc/\(dataCentre)/ns/net
            for name in \(LabInterface.wan) \(LabInterface.dataCentre); do
                sysctl -qw "net.ipv6.conf.$name.accept_dad=0"
                ip link set "$name" up
            done
            ip address add \(plan.uplink.internet.ipv4)/\(plan.uplink.prefixLength) dev \(LabInterface.wan)
            ip address add \(plan.uplink.internet.ipv6)/\(plan.uplink.prefixLength6) dev \(LabInterface.wan) nodad
            ip address add \(link.internet.ipv4)/\(link.prefixLength) dev \(LabInterface.dataCentre)
            ip address add \(link.internet.ipv6)/\(link.prefixLength6) dev \(LabInterface.dataCentre) nodad
            ip address add \(plan.publicResolver.ipv4)/32 dev lo
            ip address add \(plan.publicResolver.ipv6)/128 dev lo nodad
            ip route add blackhole default
            ip -6 route add blackhole default
            \(own)
            """
    }

    /// Run in the internet whenever the site's addresses change: the way back.
    func wayBack(_ site: LabPlan.Site) -> String {
        """
        for number in $(ip -o route show proto 77 | cut -d" " -f1); do ip route del "$number"; done
        ip route add \(site.network)/\(site.prefixLength) via \(plan.uplink.router.ipv4) proto 77
        ip -6 route replace \(site.network6)/\(site.prefixLength6) via \(plan.uplink.router.ipv6) proto 77
        """
    }

    /// Run in the data centre.
    func dataCentre() -> String {
        let link = plan.dataCentreLink
        return """
            sysctl -qw net.ipv6.conf.\(LabInterface.only).accept_dad=0
            ip link set \(LabInterface.only) up
            ip address add \(link.dataCentre.ipv4)/\(link.prefixLength) dev \(LabInterface.only)
            ip address add \(link.dataCentre.ipv6)/\(link.prefixLength6) dev \(LabInterface.only) nodad
            ip route add default via \(link.internet.ipv4)
            ip -6 route add default via \(link.internet.ipv6)
            """
    }

    /// Run in the data centre: it has the addresses of the hosts that the back end serves.
    func dataCentreAddresses(_ servers: [LabServer]) -> String {
        servers.map {
            """
            ip address replace \($0.addresses.ipv4)/32 dev lo
            ip address replace \($0.addresses.ipv6)/128 dev lo nodad
            """
        }.joined(separator: "\n")
    }

    /// Run in the internet: the back end's hosts are reached in the data centre.
    func wayToDataCentre(_ servers: [LabServer]) -> String {
        servers.map {
            """
            ip route replace \($0.addresses.ipv4)/32 via \(plan.dataCentreLink.dataCentre.ipv4)
            ip -6 route replace \($0.addresses.ipv6)/128 via \(plan.dataCentreLink.dataCentre.ipv6)
            """
        }.joined(separator: "\n")
    }

    /// Run on the router: the line's speed, and the size above which packets vanish.
    func line(_ configuration: LabConfiguration) -> String {
        let ways = [(LabInterface.wan, configuration.upKilobits), (LabInterface.lan, configuration.kilobits)]
        let shaping = ways.map { name, kilobits in
            guard let kilobits else { return "tc qdisc del dev \(name) root 2> /dev/null || true" }
            return "tc qdisc replace dev \(name) root tbf rate \(kilobits)kbit burst 4kb latency 400ms"
        }
        let size = configuration.mtuBytes ?? Self.usualMTUBytes
        // The router forwards nothing larger than the route takes, and its message about it is dropped.
        let outward = configuration.outwardBytes.map { " mtu lock \($0)" } ?? ""
        let routes = [
            "ip route replace default via \(plan.uplink.internet.ipv4)\(outward)",
            "ip -6 route replace default via \(plan.uplink.internet.ipv6) dev \(LabInterface.wan)\(outward)",
        ]
        return (shaping + ["ip link set \(LabInterface.wan) mtu \(size)"] + routes).joined(separator: "\n")
    }

    /// Of Ethernet.
    private static let usualMTUBytes = 1500
}

extension LabPlan.Site {
    /// The IPv4 network's own address.
    var network: String {
        let address = IPv4Address(router.ipv4)
        return address.map { IPv4Range(holding: $0, prefixLength: prefixLength).first.description } ?? ""
    }

    /// The IPv6 network's own address: what stands before the double colon.
    var network6: String { (router.ipv6.range(of: "::").map { router.ipv6[..<$0.lowerBound] } ?? "") + "::" }
}
