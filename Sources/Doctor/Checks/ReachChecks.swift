import ConnectivityGuide

/// Whether anything at all can be reached.
enum ReachChecks {
    static func nothing(_ evidence: Evidence, _ unexplained: Unexplained) -> Finding? {
        guard !evidence.isProxied, evidence.opened.isEmpty, !evidence.outsideAnswered,
            !evidence.recording.names.isEmpty || !evidence.trials.isEmpty,
            unexplained.findings.allSatisfy({ $0.code != .noNetwork })
        else { return nil }
        return Finding(
            .nothingReachable, .unknown, .connect, "Nothing outside this network answers",
            known: [
                (evidence.anyNameAnswered
                    ? "no name server knows names that are not known here already, and no connection was opened"
                    : "no name server answered, over UDP or TCP, and no connection was opened")
                    + (evidence.connections(.otherPort).first.map { ", not even to \($0.host) port \($0.port)" }
                        ?? "")
                    + "; each was tried twice",
                "hosts of \(Words.count(Operators.known.count(evidence.trials.map(\.host)), "operator", "unrelated operators"))"
                    + " cannot all be down, so it is this network or its line",
            ],
            fix:
                "Check the line. If the site lets only its proxy out, give its address with --proxy, or let the machine out.",
            endpoints: evidence.guide.endpoints, severity: .critical)
    }
}
