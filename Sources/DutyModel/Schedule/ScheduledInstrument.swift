/// An article of a state's schedule with its duties over time.
public struct ScheduledInstrument: Hashable, Sendable {
    /// The state.
    public let state: StateCode
    /// The article as the schedule names it.
    public let article: Article
    /// What instrument it is, in the schedule's manner.
    public let title: String
    /// The rates, oldest first; never empty.
    public let rates: [DatedRate]

    /// The rate in force on a day, or nil where the schedule begins later.
    public func rate(on day: CivilDate) -> DutyRule? {
        rates.last { rate in rate.from.map { $0.dayNumber <= day.dayNumber } ?? true }?.rule
    }
}

/// A rate and the day from which it is in force.
public struct DatedRate: Hashable, Sendable {
    /// The first day; nil for the oldest rate that is known.
    public let from: CivilDate?
    /// How the duty follows.
    public let rule: DutyRule
}
