/// The JSON of a schedule, before it is checked.
struct ScheduleFile: Decodable {
    let formatVersion: Int
    let instruments: [Entry]

    struct Entry: Decodable {
        let state: StateCode
        let article: Article
        let title: String
        let rates: [Rate]
    }

    /// Exactly one of the four rules.
    struct Rate: Decodable {
        let from: String?
        let flat: Paise?
        let share: ShareRule?
        let slabs: [SlabRule]?
        let steps: StepRule?
    }
}

extension ScheduleFile.Entry {
    /// The checked instrument; throws `data_malformed`.
    func instrument() throws(DutyFailure) -> ScheduledInstrument {
        let name = "\(state) \(article)"
        guard !title.isEmpty, !rates.isEmpty else { throw DutySchedule.malformed("\(name) lacks a title or rates") }
        var dated: [DatedRate] = []
        for rate in rates {
            let next = DatedRate(from: try rate.firstDay(of: name), rule: try rate.rule(of: name))
            if let last = dated.last {
                guard let day = next.from, last.from.map({ $0.dayNumber < day.dayNumber }) ?? true else {
                    throw DutySchedule.malformed("the rates of \(name) are out of order")
                }
            }
            dated.append(next)
        }
        return ScheduledInstrument(state: state, article: article, title: title, rates: dated)
    }
}

extension ScheduleFile.Rate {
    fileprivate func firstDay(of name: String) throws(DutyFailure) -> CivilDate? {
        guard let from else { return nil }
        do {
            return try Timestamp(from + "T00:00:00Z").day
        } catch {
            throw DutySchedule.malformed(
                "“\(ForeignText.shown(from, most: 24))” in \(name) is not a date such as 2024-10-14")
        }
    }

    fileprivate func rule(of name: String) throws(DutyFailure) -> DutyRule {
        let rules: [DutyRule?] = [
            flat.map(DutyRule.flat), share.map(DutyRule.share), slabs.map(DutyRule.slabs), steps.map(DutyRule.steps),
        ]
        let given = rules.compactMap { $0 }
        guard let rule = given.first, given.count == 1, rule.isSound else {
            throw DutySchedule.malformed("a rate of \(name) is not one sound rule")
        }
        return rule
    }
}

extension DutyRule {
    /// Whether nothing is negative, no unit is zero, bounds stand in order, and every slab can be reached.
    fileprivate var isSound: Bool {
        switch self {
        case .flat(let duty):
            return duty >= .zero
        case .share(let rule):
            return rule.millionths > 0 && Self.inOrder(rule.minimum, rule.maximum)
        case .steps(let rule):
            return rule.unit > .zero && rule.each >= .zero && rule.base >= .zero && rule.upTo >= .zero
                && Self.inOrder(rule.base, rule.maximum)
        case .slabs(let slabs):
            let bounds = slabs.dropLast().map { $0.upTo?.count ?? .max }
            return !slabs.isEmpty && slabs.last?.upTo == nil && zip(bounds, bounds.dropFirst()).allSatisfy(<)
                && bounds.allSatisfy { $0 > 0 && $0 < .max }
                && slabs.allSatisfy {
                    $0.base >= .zero && $0.millionths >= 0 && $0.over >= .zero && Self.inOrder($0.minimum, $0.maximum)
                }
        }
    }

    private static func inOrder(_ minimum: Paise?, _ maximum: Paise?) -> Bool {
        (minimum ?? .zero) >= .zero && (minimum ?? .zero) <= (maximum ?? Paise(.max))
    }
}
