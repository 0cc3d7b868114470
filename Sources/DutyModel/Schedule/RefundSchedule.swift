/// The dated rules by which states give duty back for spoiled impressions.
///
/// Data, never code: a state without a rule gives nothing back here.
public struct RefundSchedule: Hashable, Sendable {
    /// One rule of one state.
    public struct Rule: Hashable, Sendable, Codable {
        /// The state.
        public let state: StateCode
        /// The first day, in Indian time, on which a declaration falls under the rule.
        public let from: String
        /// Months after the impression within which it must be declared spoiled.
        public let withinMonths: Int64
        /// The share of the duty that the state keeps, in millionths.
        public let deductionMillionths: Int64
        /// Where the rule is written.
        public let source: String
    }

    /// What one rule gives for one impression.
    public struct Terms: Hashable, Sendable {
        /// What goes back.
        public let paid: Paise
        /// What the state keeps.
        public let deduction: Paise
        /// The rule, such as `MH from 2014-03-15`.
        public let rule: String
    }

    /// The rules, oldest first within a state.
    package let rules: [Rule]
    private let starts: [Timestamp]

    /// Checks and wraps rules; throws `data_malformed` for dates that are none or stand out of order, for shares
    /// outside 0 to the whole, and for periods outside 1 to 1,200 months.
    public init(rules: [Rule]) throws(DutyFailure) {
        var starts: [Timestamp] = []
        var newest: [StateCode: Timestamp] = [:]
        for rule in rules {
            let start = try Self.start(of: rule.from)
            guard (1...1_200).contains(rule.withinMonths), (0...1_000_000).contains(rule.deductionMillionths),
                newest[rule.state].map({ $0 < start }) ?? true
            else {
                throw DutyFailure(.dataMalformed, "The refund rule of \(rule.state) from \(rule.from) makes no sense.")
            }
            newest[rule.state] = start
            starts.append(start)
        }
        self.rules = rules
        self.starts = starts
    }

    /// What a state gives back for an impression; throws `refund_not_allowed` where it gives nothing.
    public func terms(
        state: StateCode, value: Paise, impressionMade: Timestamp, declaredSpoiled: Timestamp
    ) throws(DutyFailure) -> Terms {
        let place = rules.indices.last { rules[$0].state == state && starts[$0] <= declaredSpoiled }
        guard let rule = place.map({ rules[$0] }) else {
            throw DutyFailure(.refundNotAllowed, "There is no refund rule for \(state) on \(declaredSpoiled).")
        }
        let last = impressionMade.advanced(byMonths: rule.withinMonths)
        guard declaredSpoiled <= last else {
            throw DutyFailure(
                .refundNotAllowed,
                "An impression of \(impressionMade) had to be declared by \(last) under the rule of \(state).")
        }
        let deduction = try value.share(millionths: rule.deductionMillionths)
        return Terms(paid: try value.subtracting(deduction), deduction: deduction, rule: "\(state) from \(rule.from)")
    }

    /// Midnight of a day in Indian time (UTC + 5:30).
    private static func start(of day: String) throws(DutyFailure) -> Timestamp {
        do {
            return try Timestamp("\(day)T00:00:00Z").advanced(bySeconds: -Timestamp.indianOffsetSeconds)
        } catch {
            throw DutyFailure(.dataMalformed, "“\(ForeignText.shown(day, most: 16))” is not a day.")
        }
    }
}
