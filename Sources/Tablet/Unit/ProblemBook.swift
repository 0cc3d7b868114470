import DutyModel

/// What went wrong and still matters: the last problem of each duty, gone once the duty succeeds.
struct ProblemBook: Sendable {
    /// What a problem is about.
    enum Duty: CaseIterable, Sendable {
        /// Reaching the base.
        case base
        /// The refill that is outstanding.
        case refill
        /// The last refill, where the funds service said no.
        case refusal
        case audit, upload
        /// Getting a licence for the device in the base.
        case configuration
        case withdrawal
        /// Declaring prints spoiled.
        case spoils
        /// Renewing the machine's certificate.
        case certificate
        /// What keeps the machine from the network, found by looking and not by failing.
        case network
        /// Keeping the tablet's own copies.
        case outbox
        case printing
        /// Fetching the published key list.
        case keyList
        /// Bringing the base the certificates of the service keys.
        case serviceKeys
    }

    private var problems: [Duty: ReportedProblem] = [:]

    /// The problems, newest first. A broken network makes every duty fail, each in its way: it is told once, by its
    /// cause where that was found, or else by the newest failure. What keeps several duties from being done is told
    /// once.
    var newestFirst: [ReportedProblem] {
        let all = Duty.allCases.compactMap { problems[$0] }.sorted { $0.at > $1.at }
        let ofNetwork = problems[.network] ?? all.first { $0.code.category == .network }
        var told: Set<[String]> = []
        return all.filter { $0.code.category != .network || $0 == ofNetwork }
            .filter { told.insert([$0.code.rawValue, $0.message]).inserted }
    }

    /// What went wrong with a duty the last time; nil where nothing did.
    func problem(of duty: Duty) -> ReportedProblem? { problems[duty] }

    /// The duties that last failed because the network did.
    var preventedByNetwork: Set<Duty> { Set(problems.filter { $0.value.code.category == .network }.keys) }

    /// Whether a failure says only that somebody asked for what cannot be: the asker is told, and nothing is wrong with
    /// the machine.
    static func isOfTheAsker(_ failure: DutyFailure, in duty: Duty) -> Bool {
        switch failure.code {
        case .refillNoneOutstanding, .psdStateRefuses, .printSpent, .printUnconfirmed, .actNotDone, .impressionUnknown:
            true
        // Of another duty it would be an answer of the base or a service that cannot be read.
        case .valueMalformed: duty == .printing
        default: false
        }
    }

    /// Writes a problem down in place of the last one of this duty.
    mutating func note(_ failure: DutyFailure, in duty: Duty, at time: Timestamp) {
        problems[duty] = ReportedProblem(failure, at: time)
    }

    /// The duty succeeded.
    mutating func clear(_ duty: Duty) { problems[duty] = nil }
}
