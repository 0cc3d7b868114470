import ConnectivityGuide

/// What the name servers do.
enum DNSChecks {
    /// Whether the servers answer, over UDP and over TCP.
    static func servers(_ evidence: Evidence, _ unexplained: Unexplained) -> Finding? {
        let asked = evidence.recording.names.filter { $0.resolver != .nowhere && $0.kind == .host }
        guard !evidence.isProxied, !asked.isEmpty, unexplained.found(.noNetwork, .nothingReachable).isEmpty else {
            return nil
        }
        guard evidence.anyNameAnswered else { return dead(evidence) }
        func answers(_ transport: NameObservation.Transport, _ resolver: NameObservation.Resolver? = nil) -> Bool? {
            let some = asked.filter { $0.transport == transport && (resolver == nil || $0.resolver == resolver) }
            return some.isEmpty ? nil : some.contains { $0.result.isAnswer }
        }
        if answers(.udp) == false { return closed(.udp, asked, evidence) }
        if answers(.tcp) == false { return closed(.tcp, asked, evidence) }
        if answers(.udp, .site) == false { return ownSilent(asked, evidence) }
        guard answers(.udp, .site) ?? answers(.tcp, .site) ?? false else { return nil }
        return publicClosed(asked, evidence)
    }

    private static func dead(_ evidence: Evidence) -> Finding {
        let opened = evidence.opened.first
        let beyond = opened.map { "a connection to \($0.host) port \($0.port) opens, so the line is there" }
        return Finding(
            .dnsDead, opened == nil ? .unknown : .blocked, .resolve, "No name server answers",
            known: ["this computer’s and the guide’s were asked over UDP and TCP, each twice"]
                + [beyond].compactMap { $0 },
            fix: "Check the name servers that DHCP gives, and let port 53 pass over UDP and TCP.",
            rule: evidence.firewallRule,
            endpoints: dns(evidence) { _ in true } + evidence.trials.filter { $0.fault == .name }.map(\.endpoint),
            severity: .critical)
    }

    /// The machine asks the servers of its link and no others, so that it finds nothing where only the public one answers.
    private static func ownSilent(_ asked: [NameObservation], _ evidence: Evidence) -> Finding {
        let servers = Set(asked.filter { $0.resolver == .site }.map(\.server)).sorted()
        let names = Words.list(servers.map { Words.foreign($0) })
        return Finding(
            .dnsDead, .blocked, .resolve, "The site’s name server does not answer: \(names)",
            known: ["it was asked over UDP, twice for each host; the public one that the guide names answers"],
            fix: "Mend the name server, or give the machine another one; the machine asks the one of its own link.",
            rule: evidence.firewallRule, severity: .critical)
    }

    private static func closed(
        _ transport: NameObservation.Transport, _ asked: [NameObservation], _ evidence: Evidence
    ) -> Finding {
        let other: NameObservation.Transport = transport == .udp ? .tcp : .udp
        let tried = asked.filter { $0.transport == transport }
        let rejected = tried.contains { $0.result == .unreachable }
        let word = transport.rawValue.uppercased()
        return Finding(
            transport == .udp ? .dnsUDPClosed : .dnsTCPClosed, .blocked, .resolve,
            "\(word) 53 is \(rejected ? "rejected" : "dropped")",
            known: [
                "the same questions to \(Words.list(Set(tried.map(\.server)).sorted())) got no answer over \(word), twice",
                "over \(other.rawValue.uppercased()) they were answered",
            ], fix: "Let \(word) port 53 pass from \(evidence.machine) to the name servers.",
            rule: evidence.firewallRule, endpoints: dns(evidence) { $0.transport.rawValue == transport.rawValue },
            severity: .critical)
    }

    /// The server that the guide names can be asked in no way, or in one only, while the site's answers in both.
    private static func publicClosed(_ asked: [NameObservation], _ evidence: Evidence) -> Finding? {
        let dead = NameObservation.Transport.allCases.filter { transport in
            let some = asked.filter { $0.resolver == .public && $0.transport == transport }
            return !some.isEmpty && !some.contains { $0.result.isAnswer }
        }
        guard !dead.isEmpty, let server = asked.first(where: { $0.resolver == .public })?.server else { return nil }
        let words = Words.list(dead.map { $0.rawValue.uppercased() })
        return Finding(
            .dnsPublicClosed, .blocked, .resolve, "The name server \(server) cannot be asked over \(words)",
            known: ["it did not answer, twice; the site’s own name server answers"],
            fix: "Let port 53 pass to \(server), over UDP and TCP.", rule: evidence.firewallRule,
            endpoints: dns(evidence) { endpoint in
                endpoint.host.text == server && dead.contains { $0.rawValue == endpoint.transport.rawValue }
            })
    }

    private static func dns(_ evidence: Evidence, _ fits: (GuideEndpoint) -> Bool) -> [GuideEndpoint] {
        evidence.guide.endpoints.filter { $0.speaks == .dns && fits($0) }
    }

    static func interception(_ evidence: Evidence, _ unexplained: Unexplained) -> Finding? {
        let answered = evidence.recording.names.filter { $0.resolver == .nowhere && $0.result.isAnswer }
        guard let first = answered.first else { return nil }
        return Finding(
            .dnsIntercepted, .open, .resolve, "Questions on port 53 are answered by somebody else",
            known: ["a question to \(first.server), where nobody lives, was answered"],
            fix: "Let the machine’s questions reach the servers that it asks.", severity: .warning)
    }

    static func rewriting(_ evidence: Evidence, _ unexplained: Unexplained) -> Finding? {
        for resolver in [NameObservation.Resolver.site, .public] {
            guard let (address, hits) = shared(by: evidence.names(.random, resolver)).first else { continue }
            return Finding(
                .dnsRewritten, .open, .resolve, "Names that do not exist get the address \(address)",
                known: ["\(hits) names made up at random led there, where “no such name” is the answer"],
                fix: "Switch off the rewriting of unknown names for the machine.", severity: .warning)
        }
        return nil
    }

    /// Addresses that two or more names were given, the most usual first.
    static func shared(by answers: [NameObservation]) -> [(address: String, names: Int)] {
        var names: [String: Set<String>] = [:]
        for answer in answers {
            for address in answer.addresses { names[address, default: []].insert(answer.name) }
        }
        return names.filter { $0.value.count >= 2 }.map { ($0.key, $0.value.count) }
            .sorted { ($1.1, $0.0) < ($0.1, $1.0) }
    }

    /// Names that the site's server hides or falsifies.
    static func filtered(_ evidence: Evidence, _ unexplained: Unexplained) -> Finding? {
        guard !evidence.isProxied else { return nil }
        let hits = unexplained.trials.compactMap { trial in falsified(trial, evidence).map { (trial: trial, how: $0) } }
        guard !hits.isEmpty else { return nil }
        let hosts = Words.hosts(hits.map(\.trial.host))
        let ways = hits.map(\.how).eachOnce
        return Finding(
            .dnsFiltered, .blocked, .resolve, "The site’s name server hides \(hosts)", known: Array(ways.prefix(4)),
            fix: "Take \(hosts) out of the name server’s filter."
                + (ways.contains(unanswered)
                    ? " Where it has none, let the firewall pass the addresses that it gives, too." : ""),
            endpoints: hits.map(\.trial.endpoint))
    }

    /// Extended errors that say a name is filtered (RFC 8914, sections 4.5 and 4.16 to 4.19).
    private static let filterErrors: Set<UInt16> = [4, 15, 16, 17, 18]

    private static func falsified(_ trial: EndpointTrial, _ evidence: Evidence) -> String? {
        let host = trial.host
        let site = evidence.names(.host, .site).filter { $0.name == host.lowercased() && $0.result.isAnswer }
        let outside = evidence.names(.host, .public).filter { $0.name == host.lowercased() }
        let known = Set(outside.flatMap(\.addresses))
        if let error = site.flatMap(\.extendedErrors).first(where: filterErrors.contains) {
            return "its answer says so (extended error \(error))"
        }
        let given = Set(site.flatMap(\.addresses))
        if let false_ = given.sorted().first(where: { AddressKind($0) == .nowhere }) {
            return "it gives the address \(false_), where no host of the internet is"
        }
        if let inner = given.sorted().first(where: { AddressKind($0) == .private }),
            known.contains(where: { AddressKind($0) == .public })
        {
            return "it gives the private address \(inner), and the public name server a public one"
        }
        let denies =
            !site.isEmpty && given.isEmpty
            && site.contains { [.unknownName, .refused, .noAddress].contains($0.result) }
        if denies, !known.isEmpty { return "it says that there is no such name, and the public name server knows it" }
        return movedAway(trial, given, known, evidence)
    }

    /// Different addresses are usual; they are false where TLS fails at the one and succeeds at the other.
    private static func movedAway(
        _ trial: EndpointTrial, _ given: Set<String>, _ known: Set<String>, _ evidence: Evidence
    ) -> String? {
        guard !given.isEmpty, given.isDisjoint(with: known) else { return nil }
        let good = evidence.connections(.otherAddress).contains {
            $0.host.lowercased() == trial.host.lowercased() && $0.tls?.isTrusted == true
        }
        guard good else { return nil }
        if trial.fault?.step == .opening { return unanswered }
        return "TLS proves the host at the public name server’s address, and not at the one it gives"
    }

    /// Then it may be a firewall as well, that knows other addresses of the host.
    private static let unanswered =
        "nobody answers at the address that it gives, and TLS proves the host at the public name server’s"

    /// Names that lead nowhere without anybody having hidden them.
    static func names(_ evidence: Evidence, _ unexplained: Unexplained) -> [Finding] {
        let nameless = unexplained.trials.stopped(at: .name)
        let answers = Dictionary(grouping: evidence.recording.names.filter { $0.kind == .host }, by: \.name)
        let gone = nameless.filter { trial in
            let said = (answers[trial.host.lowercased()] ?? []).filter { $0.result.isAnswer }
            let resolvers = Set(said.map(\.resolver))
            return resolvers.contains(.public) && said.allSatisfy { [.unknownName, .noAddress].contains($0.result) }
        }
        let others = nameless.without(gone)
        var findings: [Finding] = []
        if !gone.isEmpty {
            findings.append(
                Finding(
                    .nameGone, .down, .resolve, "No name server knows \(Words.hosts(gone.map(\.host)))",
                    known: ["the site’s and the public name server say the same"], fixer: .vendor,
                    fix: "Nothing can be done on the site; the machine’s maker gave the name up or has to mend it.",
                    endpoints: gone.map(\.endpoint)))
        }
        if !others.isEmpty {
            let broken = others.contains { trial in
                (answers[trial.host.lowercased()] ?? []).contains { $0.result == .malformed }
            }
            findings.append(
                Finding(
                    .nameFailed, .unknown, .resolve, "\(Words.hosts(others.map(\.host))) cannot be looked up",
                    known: [
                        broken
                            ? "what comes back from a name server is no proper answer to the question"
                            : "no address came, twice, and no name server says that there is no such name"
                    ], fix: "Ask the name server’s keeper why it has no answer.", endpoints: others.map(\.endpoint)))
        }
        return findings
    }
}
