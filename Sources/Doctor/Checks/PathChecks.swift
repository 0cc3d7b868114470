import ConnectivityGuide

/// Ports and hosts to which no connection can be opened.
enum PathChecks {
    /// Ports at which nothing opens.
    static func ports(_ evidence: Evidence, _ unexplained: Unexplained) -> [Finding] {
        guard !evidence.isProxied else { return [] }
        let failing = unexplained.trials.stopped(at: .opening)
        let groups = Dictionary(grouping: failing) { $0.endpoint.portNumber ?? 0 }
        let open = Set(evidence.opened.map(\.port))
        let closed = groups.filter { port, trials in !open.contains(port) && isPort(port, trials, evidence) }
        guard !closed.isEmpty else { return [] }
        // Where nothing opens at all, it is one wall and not a wall for each port.
        if open.isEmpty { return [closedPort(groups.keys.sorted(), failing, evidence)] }
        return closed.keys.sorted().map { closedPort([$0], closed[$0] ?? [], evidence) }
    }

    /// Whether it is the port and not its hosts: they are unrelated, or live at another port.
    private static func isPort(_ port: UInt16, _ trials: [EndpointTrial], _ evidence: Evidence) -> Bool {
        Operators.known.count(trials.map(\.host)) > 1
            || trials.contains { evidence.lives($0.host, elsewhereThan: port) }
    }

    private static func closedPort(_ ports: [UInt16], _ trials: [EndpointTrial], _ evidence: Evidence) -> Finding {
        let names = Words.list(ports.map(String.init))
        let order = evidence.trials.map(\.endpoint.name)
        let sorted = trials.sorted {
            (order.firstIndex(of: $0.endpoint.name) ?? 0) < (order.firstIndex(of: $1.endpoint.name) ?? 0)
        }
        let others = Set(evidence.opened.map(\.port)).sorted().map(String.init)
        var known = [
            "\(Words.count(Set(sorted.map(\.host)).count, "host", "hosts")) of "
                + "\(Words.count(Operators.known.count(sorted.map(\.host)), "operator", "unrelated operators")): \(how(sorted)), twice"
        ]
        if !others.isEmpty { known.append("connections to port \(Words.list(others)) open") }
        return Finding(
            .portClosed, .blocked, .connect, "TCP \(names) is \(verb(sorted)) by the firewall", known: known,
            fix: "Let TCP port \(names) pass from \(evidence.machine) to the guide’s hosts."
                + (others.isEmpty ? " If the site lets only its proxy out, give its address with --proxy." : ""),
            rule: evidence.firewallRule, endpoints: sorted.map(\.endpoint))
    }

    /// Hosts to which nothing opens, while others answer at the same port.
    static func hosts(_ evidence: Evidence, _ unexplained: Unexplained) -> [Finding] {
        guard !evidence.isProxied else { return [] }
        let failing = unexplained.trials.stopped(at: .opening)
        let living = failing.filter { evidence.lives($0.host, elsewhereThan: $0.endpoint.portNumber ?? 0) }
        let spare = living.filter { isSpare($0, evidence) }
        let silent = failing.without(living)
        var findings = grouped(living.without(spare)).map { blockedHosts($0, evidence, lives: true) }
        let groups = Dictionary(grouping: silent) { verb([$0]) }
        for key in groups.keys.sorted() { findings += silentHosts(groups[key] ?? [], evidence) }
        if !spare.isEmpty { findings.append(unused(spare)) }
        return findings
    }

    /// The guide names ports 443 and 80 of the host, either of which will do, and TLS works.
    private static func isSpare(_ trial: EndpointTrial, _ evidence: Evidence) -> Bool {
        trial.endpoint.role == .deviceManagement && trial.endpoint.speaks == .http
            && evidence.trials.contains { $0.host == trial.host && $0.endpoint.speaks == .tls && $0.isOpen }
    }

    private static func grouped(_ trials: [EndpointTrial]) -> [[EndpointTrial]] {
        let groups = Dictionary(grouping: trials) { "\($0.endpoint.portNumber ?? 0) \(verb([$0]))" }
        return groups.keys.sorted().compactMap { groups[$0] }
    }

    private static func blockedHosts(_ trials: [EndpointTrial], _ evidence: Evidence, lives: Bool) -> Finding {
        let ports = Words.list(Set(trials.compactMap(\.endpoint.portNumber)).sorted().map(String.init))
        let hosts = Words.hosts(trials.map(\.host))
        return Finding(
            .hostBlocked, .blocked, .connect, "TCP \(ports) to \(hosts) is \(verb(trials)) by the firewall",
            known: [
                "\(how(trials)), twice; the same port of other hosts answers",
                lives
                    ? "the host answers at another port"
                    : "the hosts are of unrelated operators, which are not down at once",
            ], fix: "Let TCP port \(ports) pass from \(evidence.machine) to \(hosts).", rule: evidence.firewallRule,
            endpoints: trials.map(\.endpoint))
    }

    /// Silent hosts of many operators are closed; of few, each operator's may be down, for a reason of their own.
    private static func silentHosts(_ trials: [EndpointTrial], _ evidence: Evidence) -> [Finding] {
        let operators = Dictionary(grouping: trials) { Operators.known.of($0.host) }
        if operators.count >= Operators.many { return [blockedHosts(trials, evidence, lives: false)] }
        return operators.keys.sorted().map { downHosts(operators[$0] ?? [], evidence) }
    }

    private static func downHosts(_ trials: [EndpointTrial], _ evidence: Evidence) -> Finding {
        let hosts = Set(trials.map(\.host))
        let elsewhere = evidence.recording.connections.contains {
            hosts.contains($0.host) && [.otherPort, .endpoint].contains($0.purpose)
                && !trials.compactMap(\.endpoint.portNumber).contains($0.port)
        }
        let names = Words.hosts(trials.map(\.host))
        let asked = elsewhere || trials.count > hosts.count
        let verb = hosts.count == 1 ? "does" : "do"
        return Finding(
            .serverDown, asked ? .down : .unknown, .connect, "\(names) \(verb) not answer",
            known: [
                "\(how(trials)), twice" + (asked ? ", at another port too" : ""),
                "other hosts answer at the same port, so the site lets it pass",
            ], fixer: .vendor,
            fix:
                "Wait; if it lasts, ask the machine’s maker, and the firewall’s keeper whether it closes this one host.",
            endpoints: trials.map(\.endpoint))
    }

    private static func unused(_ trials: [EndpointTrial]) -> Finding {
        Finding(
            .hostBlocked, .unknown, .connect, "Port 80 of \(Words.hosts(trials.map(\.host))) does not answer",
            known: ["port 443 of the same host does, and the guide asks for either"], fixer: .vendor,
            fix: "Nothing needs to be done.", endpoints: trials.map(\.endpoint), severity: .information)
    }

    /// What the firewall does, by what came back.
    private static func verb(_ trials: [EndpointTrial]) -> String {
        trials.contains { $0.fault == .opening(.timeout) } ? "dropped" : "rejected"
    }

    private static func how(_ trials: [EndpointTrial]) -> String {
        let words = trials.compactMap { trial in
            if case .opening(let opening) = trial.fault { opening.words } else { nil }
        }
        return Words.list(words.eachOnce)
    }
}
