import ConnectivityGuide

/// What the proxy says, as the machine would use it.
enum ProxyChecks {
    static let all = [
        Check(name: "proxy", find: proxy), Check(name: "proxy-ports", find: ports),
        Check(name: "proxy-hosts", find: hosts),
    ]

    /// What is wrong with the proxy as a whole.
    private static func proxy(_ evidence: Evidence, _ unexplained: Unexplained) -> [Finding] {
        guard let proxy = evidence.recording.proxy else { return [] }
        let attempts = evidence.recording.connections.filter { $0.purpose != .nowhere }
        guard !attempts.isEmpty, evidence.opened.isEmpty else { return [] }
        let place = "\(proxy.host) port \(proxy.port)"
        let answers = attempts.compactMap(\.tunnel)
        let everything = evidence.guide.endpoints.filter { $0.speaks != .dns }
        func finding(
            _ code: FindingCode, _ summary: String, _ known: String, _ fix: String, fixer: Finding.Fixer = .thisComputer
        ) -> [Finding] {
            [
                Finding(
                    code, .blocked, .proxy, summary, known: [known], fixer: fixer, fix: fix, endpoints: everything,
                    severity: .critical)
            ]
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
            return authentication(refusal, proxy, place, finding)
        }
        guard !answers.contains(where: { $0.status != nil }) else { return [] }
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
        _ finding: (FindingCode, String, String, String, Finding.Fixer) -> [Finding]
    ) -> [Finding] {
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
    private static func ports(_ evidence: Evidence, _ unexplained: Unexplained) -> [Finding] {
        guard evidence.isProxied, !evidence.opened.isEmpty else { return [] }
        let denied = unexplained.trials.filter { $0.fault == .tunnel(.denied) }
        let open = Set(evidence.opened.map(\.port))
        let closed = Set(denied.compactMap(\.endpoint.portNumber)).subtracting(open)
        // A port of one host alone is told from a denied host by that host's other ports.
        let clear = closed.filter { port in
            let hosts = denied.filter { $0.endpoint.portNumber == port }.map(\.host)
            return Operators.known.count(hosts) > 1 || hosts.contains { evidence.lives($0, elsewhereThan: port) }
                || !evidence.recording.connections.contains { hosts.contains($0.host) && $0.port != port }
        }
        guard !clear.isEmpty else { return [] }
        let concerned = denied.filter { clear.contains($0.endpoint.portNumber ?? 0) }
        let names = Words.list(clear.sorted().map(String.init))
        return [
            Finding(
                .proxyDeniesPort, .blocked, .proxy, "The proxy opens no tunnel to port \(names)",
                known: [
                    "CONNECT to every host there is denied"
                        + (concerned.first?.best?.tunnel?.status.map { " (\($0))" } ?? ""),
                    "CONNECT to port \(Words.list(open.sorted().map(String.init))) is allowed",
                ], fixer: .proxyKeeper, fix: "Allow CONNECT to port \(names) for the guide’s hosts.",
                rule: Words.proxyRule, endpoints: concerned.map(\.endpoint))
        ]
    }

    /// Hosts that the proxy denies or cannot reach, while it opens the same port to others.
    private static func hosts(_ evidence: Evidence, _ unexplained: Unexplained) -> [Finding] {
        guard evidence.isProxied, !evidence.opened.isEmpty else { return [] }
        var findings: [Finding] = []
        let denied = unexplained.trials.filter { $0.fault == .tunnel(.denied) }
        if !denied.isEmpty {
            let hosts = Words.hosts(denied.map(\.host))
            findings.append(
                Finding(
                    .proxyDeniesHost, .blocked, .proxy, "The proxy opens no tunnel to \(hosts)",
                    known: ["CONNECT is denied twice, while the same port of other hosts is allowed"],
                    fixer: .proxyKeeper, fix: "Allow CONNECT to \(hosts).", rule: Words.proxyRule,
                    endpoints: denied.map(\.endpoint)))
        }
        let failed = unexplained.trials.filter { [.tunnel(.upstream), .tunnel(.timeout)].contains($0.fault) }
        guard !failed.isEmpty else { return findings }
        let many = Operators.known.count(failed.map(\.host)) > 1
        let hosts = Words.hosts(failed.map(\.host))
        findings.append(
            Finding(
                .proxyUpstreamFailed, many ? .unknown : .down, .proxy, "The proxy cannot reach \(hosts)",
                known: ["it says so, twice; it reaches other hosts at the same port"],
                fixer: many ? .proxyKeeper : .vendor,
                fix: many
                    ? "See whether the proxy itself may reach these hosts and can look up their names."
                    : "Wait; if it lasts, see whether the proxy itself may reach this host.",
                endpoints: failed.map(\.endpoint)))
        return findings
    }
}

extension ConnectionObservation.Opening {
    /// The result in words.
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
