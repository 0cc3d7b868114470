import ConnectivityGuide

/// Good certificates of somebody else: a filter or login page that leads TLS to a box of its own shows that box's.
enum SubstitutedServerChecks {
    static func replaced(_ evidence: Evidence, _ unexplained: Unexplained) -> Finding? {
        let trials = trials(unexplained.trials)
        guard !trials.isEmpty else { return nil }
        let hosts = Set(trials.map(\.host))
        let subject = trials.compactMap { $0.best?.tls?.subject }.first.map { " (“\(Words.foreign($0))”)" } ?? ""
        return Finding(
            .tlsInspected, .blocked, .tlsHandshake,
            "Something else answers TLS in place of \(Words.count(hosts.count, "host", "hosts"))",
            known: [
                "\(Operators.known.count(hosts)) unrelated operators show one key, in a certificate for another name"
                    + subject,
                "public authorities vouch for it, so it is a server’s own, and not these hosts’",
            ], fix: "Let TLS to the guide’s hosts pass to them, and not to the filter’s or login page’s own server.",
            rule: Words.proxyRule, endpoints: trials.map(\.endpoint))
    }

    /// Those that show one key, in a certificate for another name, at hosts of different operators.
    private static func trials(_ trials: [EndpointTrial]) -> [EndpointTrial] {
        let other = trials.filter { $0.fault == .certificate(.otherName) && $0.best?.tls?.keyHash != nil }
        let byKey = Dictionary(grouping: other) { $0.best?.tls?.keyHash ?? "" }
        let shared = byKey.filter { Operators.known.count($0.value.map(\.host)) > 1 }
        return other.filter { shared[$0.best?.tls?.keyHash ?? ""] != nil }
    }

    /// What explains pages that are not the hosts' own: where TLS ends at another server, so does HTTP.
    static func explainPages(_ evidence: Evidence, _ unexplained: Unexplained) -> [FindingCode] {
        trials(evidence.trials).isEmpty ? [] : unexplained.found(.tlsInspected)
    }
}
