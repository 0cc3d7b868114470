import ConnectivityGuide

/// What the proxy says, as the machine would use it.
enum ProxyChecks {
    /// What is wrong with the proxy as a whole.
    static func proxy(_ evidence: Evidence, _ unexplained: Unexplained) -> Finding? {
        guard let proxy = evidence.recording.proxy else { return nil }
        let attempts = evidence.recording.connections.filter { $0.purpose != .nowhere }
        guard !attempts.isEmpty, evidence.opened.isEmpty else { return nil }
        let place = "\(proxy.host) port \(proxy.port)"
        let answers = attempts.compactMap(\.tunnel)
        let everything = evidence.guide.endpoints.filter { $0.speaks != .dns }
        func finding(
            _ code: FindingCode, _ summary: String, _ known: String, _ fix: String, fixer: Finding.Fixer = .thisComputer
        ) -> Finding {
            Finding(
                code, .blocked, .proxy, summary, known: [known], fixer: fixer, fix: fix, endpoints: everything,
                severity: .critical)
        }
        if answers.isEmpty {
            let how = Words.list(Set(attempts.map { $0.opening.words }).sorted())
            return finding(
                .proxyUnreachable, "The proxy \(place) cannot be reached", "each attempt, twice: \(how)",
                "Check the proxy’s address and port, and that the machine may connect to it.", fixer: .proxyKeeper)
        }
        if answers.contains(where: { $0.result == .socks }) {
            return finding(
                .proxyIsSocks, "What answers at \(place) is a SOCKS proxy", "it answered a greeting of SOCKS 5",
                "Give the address of an HTTP proxy that allows CONNECT; the machine does not speak SOCKS.")
        }
        if let refusal = answers.first(where: { $0.result == .authentication }) {
            return authentication(refusal, proxy, place) { finding($0, $1, $2, $3, fixer: $4) }
        }
        guard !answers.contains(where: { $0.status != nil }) else { return nil }
        if answers.contains(where: { $0.result == .malformed }) {
            return finding(
                .proxyMalformed, "What answers at \(place) is no HTTP proxy",
                "its answers to CONNECT are not HTTP, or their heads have no end",
                "Give the address of an HTTP proxy that allows CONNECT.")
        }
        return finding(
            .proxySilent, "The proxy \(place) takes connections and does not answer",
            "no answer to CONNECT came to its end in time, twice for each host",
            "See whether the proxy is overloaded or waits for something itself, and that the address is an HTTP proxy’s.",
            fixer: .proxyKeeper)
    }

    private static func authentication(
        _ refusal: TunnelObservation, _ proxy: RecordedProxy, _ place: String,
        _ finding: (FindingCode, String, String, String, Finding.Fixer) -> Finding
    ) -> Finding {
        let offered = refusal.schemes.isEmpty ? "none" : Words.list(refusal.schemes.map { Words.foreign($0, most: 24) })
        let known = "it answered CONNECT with 407 and offers: \(offered)"
        if !refusal.schemes.isEmpty, !refusal.schemes.contains("basic") {
            return finding(
                .proxyNoBasic, "The proxy \(place) does not offer Basic, the one way in that the machine has", known,
                "Let the proxy offer Basic to the machine, or let the machine through without a password.", .proxyKeeper
            )
        }
        if proxy.hasCredentials {
            return finding(
                .proxyCredentialsRefused, "The proxy \(place) refuses this user name and password", known,
                "Correct user name and password; upper and lower case count in the password.", .thisComputer)
        }
        return finding(
            .proxyAuthRequired, "The proxy \(place) wants a user name and a password", known,
            "Settings → Wired or Wi-Fi → Proxy: give user name and password.", .thisComputer)
    }

    /// Ports that the proxy denies to every host, while it opens others.
    static func ports(_ evidence: Evidence, _ unexplained: Unexplained) -> Finding? {
        guard evidence.isProxied, !evidence.opened.isEmpty else { return nil }
        let denied = unexplained.trials.filter { $0.fault == .tunnel(.denied) }
        let open = Set(evidence.opened.map(\.port))
        let closed = Set(denied.compactMap(\.endpoint.portNumber)).subtracting(open)
        // A port of one host alone is told from a denied host by that host's other ports.
        let clear = closed.filter { port in
            let hosts = denied.filter { $0.endpoint.portNumber == port }.map(\.host)
            return Operators.known.count(hosts) > 1 || hosts.contains { evidence.lives($0, elsewhereThan: port) }
                || !evidence.recording.connections.contains { hosts.contains($0.host) && $0.port != port }
        }
        guard !clear.isEmpty else { return nil }
        let concerned = denied.filter { clear.contains($0.endpoint.portNumber ?? 0) }
        let names = Words.list(clear.sorted().map(String.init))
        return Finding(
            .proxyDeniesPort, .blocked, .proxy, "The proxy opens no tunnel to port \(names)",
            known: [
                "CONNECT to every host there is denied"
                    + (concerned.first?.best?.tunnel?.status.map { " (\($0))" } ?? ""),
                "CONNECT to port \(Words.list(open.sorted().map(String.init))) is allowed",
            ], fixer: .proxyKeeper, fix: "Allow CONNECT to port \(names) for the guide’s hosts.", rule: Words.proxyRule,
            endpoints: concerned.map(\.endpoint))
    }

    /// Hosts that the proxy denies, wants a password for, or cannot reach; all of them, or some while it opens others.
    static func hosts(_ evidence: Evidence, _ unexplained: Unexplained) -> [Finding] {
        guard let proxy = evidence.recording.proxy else { return [] }
        func trials(_ results: TunnelObservation.Result...) -> [EndpointTrial] {
            unexplained.trials.filter { trial in results.contains { trial.fault == .tunnel($0) } }
        }
        return [
            denied(trials(.denied), evidence), locked(trials(.authentication), proxy),
            failed(trials(.upstream, .timeout), evidence),
        ].compactMap { $0 }
    }

    private static func denied(_ trials: [EndpointTrial], _ evidence: Evidence) -> Finding? {
        guard !trials.isEmpty else { return nil }
        let hosts = Words.hosts(trials.map(\.host))
        let status = trials.first?.best?.tunnel?.status.map { " (\($0))" } ?? ""
        let isWall = evidence.opened.isEmpty
        return Finding(
            .proxyDeniesHost, .blocked, .proxy,
            isWall ? "The proxy opens no tunnel for this computer" : "The proxy opens no tunnel to \(hosts)",
            known: [
                isWall
                    ? "CONNECT is denied\(status) to every host that was asked for, twice"
                    : "CONNECT is denied\(status), twice, while the same port of other hosts is allowed"
            ], fixer: .proxyKeeper,
            fix: isWall ? "Allow CONNECT to the guide’s hosts from \(evidence.machine)." : "Allow CONNECT to \(hosts).",
            rule: Words.proxyRule, endpoints: trials.map(\.endpoint))
    }

    /// Hosts for which it wants a password, while it opens others without.
    private static func locked(_ trials: [EndpointTrial], _ proxy: RecordedProxy) -> Finding? {
        guard let refusal = trials.first?.best?.tunnel else { return nil }
        return authentication(refusal, proxy, "\(proxy.host) port \(proxy.port)") { code, summary, known, fix, fixer in
            let hosts = Words.hosts(trials.map(\.host))
            return Finding(
                code, .blocked, .proxy, summary, known: [known, "so it does for \(hosts), while it opens others"],
                fixer: fixer, fix: fix, endpoints: trials.map(\.endpoint))
        }
    }

    private static func failed(_ trials: [EndpointTrial], _ evidence: Evidence) -> Finding? {
        guard !trials.isEmpty else { return nil }
        let many = Operators.known.count(trials.map(\.host)) > 1
        let open = Set(evidence.opened.map(\.port))
        // A host that lives at another port, or a port at which nothing opens, speaks for something between.
        let isElsewhere = trials.contains { trial in
            let port = trial.endpoint.portNumber ?? 0
            return !open.contains(port) || evidence.lives(trial.host, elsewhereThan: port)
        }
        let isClear = !many && !isElsewhere
        let hosts = evidence.opened.isEmpty ? "anything" : Words.hosts(trials.map(\.host))
        let says = trials.contains { $0.fault == .tunnel(.upstream) }
        return Finding(
            .proxyUpstreamFailed, isClear ? .down : .unknown, .proxy, "The proxy cannot reach \(hosts)",
            known: [
                (says ? "it says so, twice" : "it does not answer CONNECT in time, twice")
                    + (isClear ? "; it reaches other hosts at the same port" : "")
            ], fixer: isClear ? .vendor : .proxyKeeper,
            fix: isClear
                ? "Wait; if it lasts, see whether the proxy itself may reach this host."
                : "See whether the proxy itself may reach these places, and can look up their names.",
            endpoints: trials.map(\.endpoint))
    }
}

extension ConnectionObservation.Opening {
    var words: String {
        switch self {
        case .open: "it is open"
        case .refused: "the connection is refused"
        case .rejected: "the network says that it is not allowed"
        case .timeout: "nothing comes back"
        case .lost: "the connection breaks"
        case .noRoute: "this computer has no way there"
        case .noAddress: "there is no address"
        }
    }
}
