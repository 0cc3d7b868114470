import ConnectivityGuide

/// Judges recordings.
public enum Judge {
    /// The names of the checks, for those who want only some.
    public static let checkNames = CheckList.names

    /// What a recording means for a guide: a pure function of both. Where `only` names checks, the others are not asked.
    public static func judge(
        _ recording: Recording, _ guide: ConnectivityGuide, level: GuideLevel? = nil, only: Set<String>? = nil
    ) -> Report {
        var chosen = guide
        if let level { chosen.endpoints = guide.endpoints(level: level) }
        let evidence = Evidence(recording, chosen)
        var unexplained = Unexplained(evidence)
        for check in CheckList.all where only?.contains(check.name) ?? true {
            unexplained.note(check.find(evidence, unexplained))
        }
        let book = CureBook(evidence: evidence)
        let findings = sorted(Consequences.linked(unexplained.findings)).map { finding in
            var cured = finding
            cured.cures = book.cures(for: finding)
            return cured
        }
        let endpoints = EndpointStates.of(evidence, findings)
        return Report(
            guide: guide.name, title: guide.title, startedAt: recording.startedAt,
            milliseconds: recording.milliseconds, authorities: recording.authorities, source: evidence.source,
            proxy: recording.proxy,
            checks: only.map { chosen in checkNames.filter(chosen.contains) }, line: line(recording),
            verdict: verdict(findings, endpoints), findings: findings, endpoints: endpoints)
    }

    /// Root causes first, then the worst first; what is equal keeps the order of the checks.
    private static func sorted(_ findings: [Finding]) -> [Finding] {
        findings.enumerated().sorted { left, right in
            if left.element.isRoot != right.element.isRoot { return left.element.isRoot }
            if left.element.severity != right.element.severity { return left.element.severity > right.element.severity }
            return left.offset < right.offset
        }.map(\.element)
    }

    private static func line(_ recording: Recording) -> Report.Line {
        func best(_ way: LineObservation.Direction) -> Int? { recording.rates(way).max() }
        return Report.Line(
            service: recording.measuring?.state, upKilobitsPerSecond: best(.up), downKilobitsPerSecond: best(.down),
            machines: recording.measuring?.machines)
    }

    private static func verdict(_ findings: [Finding], _ endpoints: [Report.Endpoint]) -> Report.Verdict {
        let criticals = findings.filter { $0.severity == .critical }
        if criticals.contains(where: { $0.standing != .unknown }) { return .notReady }
        // Required entries that fail for a reason that is not clear fail all the same.
        if criticals.contains(where: { !$0.endpoints.isEmpty || $0.isRoot }) { return .notReady }
        if endpoints.allSatisfy({ $0.state == .untried }) { return .unknown }
        // With some of the checks only, entries may fail that none of these explains.
        let unexplained = endpoints.filter { $0.state == .unknown && $0.finding == nil }
        if unexplained.contains(where: { $0.level == .required }) { return .unknown }
        let isGood = unexplained.isEmpty && !findings.contains { $0.severity == .warning }
        return isGood ? .ready : .readyWithWarnings
    }
}

/// How each entry of the guide stands.
enum EndpointStates {
    static func of(_ evidence: Evidence, _ findings: [Finding]) -> [Report.Endpoint] {
        let trials = Dictionary(evidence.trials.map { ($0.endpoint.name, $0) }, uniquingKeysWith: { first, _ in first })
        var reasons: [String: Finding] = [:]
        for finding in findings where finding.standing != .open {
            for name in finding.endpoints where reasons[name] == nil { reasons[name] = finding }
        }
        return evidence.guide.endpoints.map { endpoint in
            state(endpoint, trials[endpoint.name], reasons[endpoint.name], evidence)
        }
    }

    private static func state(
        _ endpoint: GuideEndpoint, _ trial: EndpointTrial?, _ reason: Finding?, _ evidence: Evidence
    ) -> Report.Endpoint {
        var result = Report.Endpoint(
            name: endpoint.name, purpose: endpoint.purpose, level: endpoint.level, state: .untried)
        if let reason {
            result.finding = reason.code
            result.state = reason.standing == .blocked ? .blocked : reason.standing == .down ? .down : .unknown
        } else if let trial {
            result.state = trial.isOpen ? .open : .unknown
            result.milliseconds = trial.best.flatMap(time)
        } else if let milliseconds = answerTime(endpoint, evidence) {
            result.state = .open
            result.milliseconds = milliseconds
        }
        return result
    }

    /// How long it took; nil where a saved run has numbers that have no sum.
    private static func time(_ attempt: ConnectionObservation) -> Int64? {
        let parts = [
            attempt.milliseconds, attempt.tunnel?.milliseconds, attempt.tls?.milliseconds, attempt.http?.milliseconds,
        ]
        return parts.compactMap { $0 }.reduce(Int64?(0)) { sum, part in
            guard let (next, overflow) = sum?.addingReportingOverflow(part), !overflow else { return nil }
            return next
        }
    }

    /// How long a name server or a time server took to answer; nil where it did not, and for places that are neither.
    private static func answerTime(_ endpoint: GuideEndpoint, _ evidence: Evidence) -> Int64? {
        let name = evidence.recording.names.first { name in
            endpoint.speaks == .dns && name.resolver != .nowhere && name.result.isAnswer
                && name.transport.rawValue == endpoint.transport.rawValue && endpoint.host.matches(name.server)
        }
        let time = evidence.times.first { time in
            endpoint.transport == .udp && time.result.isAnswer && time.port == endpoint.timePort
                && endpoint.host.matches(time.host)
        }
        return name?.milliseconds ?? time?.milliseconds
    }
}
