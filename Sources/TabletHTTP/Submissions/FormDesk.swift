import DutyModel

/// Gives every form a number of its own and does its work once: sending the same form again, from another
/// window or by going back, shows the first outcome.
///
/// Memory is bounded: the oldest finished forms are forgotten, and from then on every form up to the highest
/// forgotten number is refused with `form_expired`. It is never done a second time.
actor FormDesk {
    /// One form that was sent.
    struct Entry: Sendable {
        /// What was typed.
        var submission: Submission
        /// The outcome; nil while the work goes on.
        var outcome: FormOutcome?
    }

    private let remembered: Int
    private var lastNumber: UInt64 = 0
    private var forgottenThrough: UInt64 = 0
    private var entries: [UInt64: Entry] = [:]
    private var finished: [UInt64] = []
    private var waiting: [UInt64: [AsyncStream<Void>.Continuation]] = [:]

    /// A desk that remembers so many forms.
    init(remembered: Int) { self.remembered = remembered }

    /// The number of a new form.
    func issue() -> UInt64 {
        lastNumber += 1
        return lastNumber
    }

    /// Begins the work of a form unless it was sent before; returns whether this is the first time.
    ///
    /// The work is a task of its own, because it must go on when the browser that asked for it goes away.
    /// Throws `form_expired` for a form that may have been done already and is forgotten.
    func begin(_ number: UInt64, _ submission: Submission, _ work: FormWork) throws(DutyFailure) -> Bool {
        if entries[number] != nil { return false }
        guard number > forgottenThrough, number <= lastNumber else { throw Self.expired }
        try makeRoom()
        entries[number] = Entry(submission: submission, outcome: nil)
        Task { finish(number, await work.run()) }
        return true
    }

    /// What is known of a form; nil for one that was never sent or is forgotten.
    func entry(_ number: UInt64) -> Entry? { entries[number] }

    /// Ends when the work of a form has ended; at once for a form that is not known.
    func end(of number: UInt64) -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        if let entry = entries[number], entry.outcome == nil {
            waiting[number, default: []].append(continuation)
        } else {
            continuation.finish()
        }
        return stream
    }

    private func finish(_ number: UInt64, _ outcome: FormOutcome) {
        entries[number]?.outcome = outcome
        finished.append(number)
        for continuation in waiting.removeValue(forKey: number) ?? [] { continuation.finish() }
    }

    private func makeRoom() throws(DutyFailure) {
        guard entries.count >= remembered else { return }
        guard !finished.isEmpty else { throw Self.expired }
        let oldest = finished.removeFirst()
        entries[oldest] = nil
        forgottenThrough = max(forgottenThrough, oldest)
    }

    private static var expired: DutyFailure { DutyFailure(.formExpired, "This form is too old. Nothing was done now.") }
}
