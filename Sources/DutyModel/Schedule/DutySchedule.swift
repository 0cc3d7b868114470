/// The articles of the states' schedules and their dated duties.
///
/// Rates advise the person who franks. What the machine enforces is only that the state's schedule has the
/// article; the amount is refused for the registers, the licence's cap or the state alone.
public struct DutySchedule: Hashable, Sendable {
    /// Every instrument, in the order of the file.
    public let instruments: [ScheduledInstrument]

    /// The instrument of this article. Throws `instrument_unknown` where the state's schedule has none.
    public func instrument(_ article: Article, of state: StateCode) throws(DutyFailure) -> ScheduledInstrument {
        guard let found = instruments.first(where: { $0.state == state && $0.article == article }) else {
            throw DutyFailure(.instrumentUnknown, "The schedule of \(state) has no article \(article).")
        }
        return found
    }

    /// The instruments of a state that have a rate on a day (UTC), in the order of the file.
    public func instruments(of state: StateCode, on date: Timestamp) -> [ScheduledInstrument] {
        instruments.filter { $0.state == state && $0.rate(on: date.day) != nil }
    }

    /// The states that have instruments, in the order of the file.
    public var states: [StateCode] {
        instruments.reduce(into: []) { states, instrument in
            if !states.contains(instrument.state) { states.append(instrument.state) }
        }
    }

    /// What the schedule advises for an article and a consideration on a day (UTC). Throws
    /// `instrument_unknown` where no rate is in force, and what `DutyRule.duty(on:)` throws.
    public func duty(
        _ article: Article, of state: StateCode, on consideration: Paise, at date: Timestamp
    ) throws(DutyFailure) -> Paise {
        guard let rule = try instrument(article, of: state).rate(on: date.day) else {
            throw DutyFailure(
                .instrumentUnknown, "The schedule of \(state) has no rate for article \(article) on \(date.day).")
        }
        return try rule.duty(on: consideration)
    }
}

extension Timestamp {
    /// The day in UTC.
    public var day: CivilDate { CivilDate(dayNumber: seconds.flooredQuotient(86_400)) }
}
