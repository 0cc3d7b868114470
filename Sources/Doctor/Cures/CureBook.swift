import ConnectivityGuide

/// Which finding is mended by which lines: a pure function of the finding and the evidence.
///
/// More than one cure means that any one of them will do. None means that no rule helps, and the finding's sentence says
/// what does.
struct CureBook {
    let evidence: Evidence

    func cures(for finding: Finding) -> [Cure] {
        guard finding.standing != .down else { return [] }
        let names = Set(finding.endpoints)
        let trials = evidence.trials.filter { names.contains($0.endpoint.name) }
        let found = evidence.isProxied ? throughProxy(finding, trials) : direct(finding, trials)
        return found.filter { !$0.lines.isEmpty }
    }

    /// What helps where the machine goes out by itself.
    private func direct(_ finding: Finding, _ trials: [EndpointTrial]) -> [Cure] {
        let firewall = FirewallLines(evidence)
        func rules(_ place: String, _ lines: [String]) -> [Cure] { [Cure(.nftables, place, lines)] }
        return switch finding.code {
        case .nothingReachable: rules(Place.closed, firewall.everything)
        case .captivePortal: rules(Place.portal, firewall.everything)
        case .dnsUDPClosed: rules(Place.closed, firewall.questions([.udp], to: asked([.udp])))
        case .dnsTCPClosed: rules(Place.closed, firewall.questions([.tcp], to: asked([.tcp])))
        case .dnsDead: rules(Place.closed, firewall.questions([.udp, .tcp], to: asked([.udp, .tcp])))
        case .dnsPublicClosed: rules(Place.closed, firewall.questions([.udp, .tcp], to: publicServers))
        case .dnsLargeLost where evidence.recording.names.contains(where: isLostDatagram):
            rules(Place.closed, firewall.answers)
        case .ntpClosed: rules(Place.closed, firewall.datagrams(to: timePorts(finding.endpoints)))
        case .dnsIntercepted: rules(Place.redirected, firewall.questions([.udp, .tcp]))
        case .dnsRewritten: [Cure(.dnsmasq, Place.names, NameServerLines.trueDenials(of: rewritten))]
        case .dnsFiltered: [trueAnswers(trials)]
        case .portClosed: rules(Place.closedPort, firewall.ports(of: trials))
        case .ipv4Closed:
            rules(Place.closedPort, firewall.ports(IPv4Checks.ports(evidence).keys.sorted(), header: "ip"))
        case .hostBlocked where finding.standing == .blocked: rules(Place.closedHost, firewall.hosts(of: trials))
        case .tlsInspected: [uninspected(trials)] + rules(Place.redirected, firewall.ports(of: trials))
        case .sniFiltered where hasRule(finding), .tlsCut where hasRule(finding):
            [uninspected(trials)] + rules(Place.redirected, firewall.hosts(of: trials))
        case .blockPage where !taken.isEmpty, .transparentProxy: rules(Place.redirected, firewall.ports(taken))
        case .blockPage: [allowed(trials)]
        case .mtuBlackHole: rules(Place.forwarded, firewall.smallSegments)
        default: []
        }
    }

    /// What helps at the proxy that the machine was told of.
    private func throughProxy(_ finding: Finding, _ trials: [EndpointTrial]) -> [Cure] {
        switch finding.code {
        case .proxyDeniesPort: [allowed(trials, ports: Set(trials.compactMap(\.endpoint.portNumber)))]
        case .proxyDeniesHost: [allowed(trials)]
        case .tlsInspected, .sniFiltered, .tlsCut: hasRule(finding) ? [uninspected(trials)] : []
        default: []
        }
    }

    /// TLS that is cut has none where it is cut everywhere, or one operator's servers may do it themselves.
    private func hasRule(_ finding: Finding) -> Bool { finding.rule != nil }

    private func uninspected(_ trials: [EndpointTrial]) -> Cure {
        let checks = evidence.connections(.check).filter { $0.tls?.validity == .foreign }.map(\.host)
        return Cure(.squid, Place.inspected, ProxyLines.uninspected(trials, checks: checks))
    }

    /// These hosts, at these ports or at all, for the machine alone where its address is known.
    private func allowed(_ trials: [EndpointTrial], ports: Set<UInt16> = []) -> Cure {
        let lines = ProxyLines.allowed(
            trials, from: evidence.source, byConnect: evidence.isProxied, ports: ports.sorted())
        return Cure(.squid, Place.denied, lines)
    }

    /// These hosts are asked of the public server; nothing where the guide names none.
    private func trueAnswers(_ trials: [EndpointTrial]) -> Cure {
        let lines = publicServers.first.map { NameServerLines.trueAnswers(trials.map(\.host), from: $0) }
        return Cure(.dnsmasq, Place.filteredNames, lines ?? [])
    }

    /// The name servers that were asked in these ways.
    private func asked(_ transports: Set<NameObservation.Transport>) -> [String] {
        let names = evidence.recording.names.filter { $0.resolver != .nowhere && transports.contains($0.transport) }
        return Set(names.map(\.server)).sorted()
    }

    /// Over TCP large answers are lost with every other large packet, and a finding of its own says by what.
    private func isLostDatagram(_ answer: NameObservation) -> Bool {
        answer.kind == .large && answer.transport == .udp && answer.result == .timeout
    }

    private func timePorts(_ entries: [String]) -> [UInt16] {
        evidence.guide.endpoints.filter { entries.contains($0.name) }.compactMap(\.timePort)
    }

    private var publicServers: [String] {
        Set(evidence.recording.names.filter { $0.resolver == .public }.map(\.server)).sorted()
    }

    /// What names that do not exist were given.
    private var rewritten: [String] { DNSChecks.shared(by: evidence.names(.random, .site)).map(\.address) }

    /// The ports at which something takes connections to anywhere.
    private var taken: [UInt16] {
        Set(evidence.connections(.nowhere).filter { $0.opening == .open }.map(\.port)).sorted()
    }

    /// Where lines belong.
    private enum Place {
        static let closed = "in the chain that drops or rejects it, before the rule that does"
        static let closedPort =
            closed + "; it opens the port to every host, since the addresses of the guide’s hosts change"
        static let closedHost =
            closed + "; these are the hosts’ addresses of today, and where they change, go by the names"
        static let redirected = "in the nat chain that redirects it, before the rule that does"
        static let portal = "in each chain of the login page that redirects or rejects, before the rules that do"
        static let forwarded =
            "at the start of the chain with the hook forward; 536 was seen to pass, the line’s MTU less 60 would do too"
        static let names = "in the configuration of the name server that the machine asks"
        static let filteredNames =
            "in the configuration of the name server that the machine asks; a line of its own that hides the name has to go"
        static let inspected = "before the first ssl_bump line"
        static let denied = "before the first http_access line that denies it"
    }
}
