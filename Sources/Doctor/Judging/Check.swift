/// One kind of question to the evidence. The checks are asked in their order; what one explains the next ones do not
/// see any more, so that one root cause hides its consequences.
struct Check: Sendable {
    /// The name for `--only`.
    let name: String
    let find: @Sendable (Evidence, Unexplained) -> [Finding]

    init(_ name: String, _ find: @escaping @Sendable (Evidence, Unexplained) -> [Finding]) {
        self.name = name
        self.find = find
    }

    /// A check that finds one thing at most.
    init(_ name: String, _ find: @escaping @Sendable (Evidence, Unexplained) -> Finding?) {
        self.init(name) { evidence, unexplained in find(evidence, unexplained).map { [$0] } ?? [] }
    }
}

/// The entries that fail and that no finding explains yet.
struct Unexplained {
    /// The entries, in the guide's order.
    private(set) var trials: [EndpointTrial]
    private(set) var findings: [Finding] = []

    init(_ evidence: Evidence) { trials = evidence.trials.filter { !$0.isOpen } }

    /// Whether one of these was found before.
    func found(_ codes: FindingCode...) -> [FindingCode] {
        codes.filter { code in findings.contains { $0.code == code } }
    }

    /// Notes findings and takes what they explain away.
    mutating func note(_ found: [Finding]) {
        findings += found
        let explained = Set(found.filter { $0.standing != .open }.flatMap(\.endpoints))
        trials.removeAll { explained.contains($0.endpoint.name) }
    }
}
