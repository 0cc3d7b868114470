import ConnectivityGuide

/// Handshakes that are cut.
enum TLSChecks {
    static func cut(_ evidence: Evidence, _ unexplained: Unexplained) -> [Finding] {
        let trials = unexplained.trials.stopped(at: .tls)
        let named = filtered(trials, evidence)
        return [byName(named), unclear(trials.without(named), evidence)].compactMap(\.self)
    }

    private static func byName(_ trials: [EndpointTrial]) -> Finding? {
        guard !trials.isEmpty else { return nil }
        let hosts = Words.hosts(trials.map(\.host))
        return Finding(
            .sniFiltered, .blocked, .tlsHandshake, "TLS to \(hosts) is cut because of the name",
            known: [
                "the connection opens, and after our greeting \(how(trials)), twice",
                "the same address answers a greeting with another name, or without one",
            ], fix: "Take \(hosts) out of the web or TLS filter.", rule: Words.proxyRule,
            endpoints: trials.map(\.endpoint))
    }

    /// What is cut because of its name. Where that are hosts of many operators, what ends in the same way is too, though
    /// no other name was answered there: then the filter knew that one neither.
    private static func filtered(_ trials: [EndpointTrial], _ evidence: Evidence) -> [EndpointTrial] {
        let named = trials.filter { answersOtherName($0, evidence) }
        guard Operators.known.count(named.map(\.host)) >= Operators.many else { return named }
        let ways = Set(named.map(\.fault))
        return trials.filter { ways.contains($0.fault) }
    }

    /// Whether something else came of another name or of none: the server finished TLS or at least showed a certificate;
    /// or it refused, or answered in the clear, as a proxy does that finds the name at another address. The last two tell
    /// nothing where the host's own name is answered in the same way.
    static func answersOtherName(_ trial: EndpointTrial, _ evidence: Evidence) -> Bool {
        let own = Set(trial.attempts.compactMap { $0.tls?.result })
        return evidence.connections(.otherName).contains { control in
            guard control.host.lowercased() == trial.host.lowercased(), control.port == trial.endpoint.portNumber,
                let tls = control.tls
            else { return false }
            let isAnswer = [.alert, .notTLS].contains(tls.result) && !own.contains(tls.result)
            return tls.result == .completed || tls.validity != nil || isAnswer
        }
    }

    /// Nothing shows whether the name matters: of many operators it is a filter, of few it may be their servers.
    private static func unclear(_ trials: [EndpointTrial], _ evidence: Evidence) -> Finding? {
        guard !trials.isEmpty else { return nil }
        let operators = Operators.known.count(trials.map(\.host))
        let finished = evidence.trials.contains { $0.attempts.contains { $0.tls?.result == .completed } }
        if operators > 1, !finished { return nowhere(trials) }
        let hosts = Words.hosts(trials.map(\.host))
        let isFiltered = operators >= Operators.many
        return Finding(
            .tlsCut, isFiltered ? .blocked : .unknown, .tlsHandshake, "TLS to \(hosts) does not get through",
            known: [
                "the connection opens, and after our greeting \(how(trials)), twice",
                finished ? "other hosts finish TLS" : "TLS to no other operator’s host came to an end",
                isFiltered
                    ? "the hosts are of \(operators) unrelated operators, which are not down at once" : nil,
            ].compactMap { $0 }, fixer: isFiltered ? .siteNetwork : .vendor,
            fix: isFiltered
                ? "Let TLS to \(hosts) pass; a filter may let through only the names that it knows."
                : "Wait; if it lasts, see whether a filter stands before this host, and ask the machine’s maker.",
            rule: isFiltered ? Words.proxyRule : nil, endpoints: trials.map(\.endpoint))
    }

    /// Hosts of unrelated operators are cut, and none is not.
    private static func nowhere(_ trials: [EndpointTrial]) -> Finding {
        Finding(
            .tlsCut, .blocked, .tlsHandshake, "TLS gets through to no host",
            known: [
                "the connection opens, and after our greeting \(how(trials)), twice",
                "hosts of unrelated operators behave alike",
            ], fix: "Let TLS pass at this port; a filter that understands only HTTP may stand in the way.",
            endpoints: trials.map(\.endpoint))
    }

    private static func how(_ trials: [EndpointTrial]) -> String {
        let words = trials.compactMap { trial in
            if case .tls(let result) = trial.fault { result.words } else { nil }
        }
        return Words.list(words.eachOnce)
    }
}

extension TLSObservation.Result {
    fileprivate var words: String {
        switch self {
        case .completed: "it is finished"
        case .reset: "it is reset"
        case .closed: "it is closed"
        case .timeout: "nothing comes back"
        case .alert: "the server refuses it"
        case .notTLS: "something answers that is not TLS"
        case .tooLarge: "the server shows certificates of more than 100 KiB, which no client takes"
        }
    }
}
