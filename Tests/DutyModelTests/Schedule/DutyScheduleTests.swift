@testable import DutyModel
import Foundation
import Testing

@Suite("Duty schedule") struct DutyScheduleTests {
    /// State, article, date, consideration in rupees, duty in rupees.
    static let examples: [(String, String, String, String, String)] = [
        ("MH", "4", "2024-10-13", "0", "100"), ("MH", "4", "2024-10-14", "0", "500"),
        ("MH", "5(h)(B)", "2024-10-13", "9,00,000", "100"), ("MH", "5(h)(B)", "2026-11-24", "9,00,000", "500"),
        ("MH", "10", "2024-10-13", "10,00,000", "2,000"), ("MH", "10", "2024-10-13", "5,00,00,00,000", "50,00,000"),
        ("MH", "10", "2024-10-14", "10,00,000", "3,000"), ("MH", "10", "2024-10-14", "5,00,00,00,000", "1,00,00,000"),
        ("MH", "12", "2024-10-13", "50,00,000", "500"), ("MH", "12", "2024-10-14", "50,00,000", "37,500"),
        ("MH", "12", "2024-10-14", "50,00,000.01", "37,500.01"), ("MH", "12", "2024-10-14", "1,50,00,000", "87,500"),
        ("MH", "12", "2024-10-14", "5,00,00,000", "2,62,500"), ("MH", "12", "2024-10-14", "6,00,00,000", "2,87,500"),
        ("KA", "1", "2020-06-01", "5,000", "2"), ("KA", "1", "2020-06-01", "5,000.01", "14"),
        ("KA", "1", "2020-06-01", "6,000", "14"), ("KA", "1", "2020-06-01", "4,99,000", "1,000"),
        ("KA", "1", "2020-06-01", "9,99,99,999", "1,000"),
        ("KA", "29", "2024-02-06", "1", "500"), ("KA", "29", "2024-02-06", "10,00,000", "1,000"),
        ("KA", "34(d)", "2024-02-06", "10,00,001", "2,000.01"),
        ("KA", "34(d)", "2024-02-06", "99,00,00,000", "10,00,000"),
        ("DL", "4", "2026-11-24", "0", "10"), ("DL", "5(a)", "2026-11-24", "10,000", "1"),
        ("DL", "5(a)", "2026-11-24", "10,000.01", "2"), ("DL", "5(a)", "2026-11-24", "0", "0"),
    ]

    @Test("published rates, with their bounds and dates", arguments: examples)
    func rate(example: (state: String, article: String, date: String, consideration: String, duty: String)) throws {
        let duty = try DutySchedule.bundled().duty(
            Article(example.article), of: StateCode(example.state),
            on: Paise(rupeeText: example.consideration), at: Timestamp(example.date + "T00:00:00Z"))
        #expect(duty == (try Paise(rupeeText: example.duty)))
    }

    @Test("every article of the bundled schedule is one that can be franked")
    func articles() throws {
        let schedule = try DutySchedule.bundled()
        #expect(schedule.states.map(\.letters) == ["MH", "KA", "DL"])
        let today = try Timestamp("2026-11-24T06:00:00Z")
        for (state, articles) in [
            ("MH", ["4", "5(h)(B)", "8", "9", "10", "12", "30"]), ("KA", ["1", "29", "34(d)"]), ("DL", ["4", "5(a)"]),
        ] {
            let found = schedule.instruments(of: try StateCode(state), on: today)
            #expect(found.map(\.article.text) == articles)
        }
    }

    @Test("an article of another state, of none, or not yet in force is unknown")
    func unknown() throws {
        let schedule = try DutySchedule.bundled()
        let (mh, ka) = (try StateCode("MH"), try StateCode("KA"))
        let before = try Timestamp("2024-02-05T23:59:59Z")
        let unknown = DutyFailure(.instrumentUnknown, "")
        #expect(throws: unknown) { try schedule.instrument(Article("29"), of: mh) }
        #expect(throws: unknown) { try schedule.instrument(Article("99"), of: ka) }
        #expect(throws: unknown) { try schedule.duty(Article("29"), of: ka, on: .rupees(1), at: before) }
        #expect(schedule.instruments(of: ka, on: before).map(\.article.text) == ["1"])
    }

    @Test("no consideration, however large, makes the arithmetic wrap round")
    func extremes() throws {
        for instrument in try DutySchedule.bundled().instruments {
            for rate in instrument.rates {
                let most = try rate.rule.duty(on: Paise(.max))
                #expect(most >= (try rate.rule.duty(on: .zero)), "\(instrument.state) \(instrument.article)")
                #expect(throws: DutyFailure(.amountNotPositive, "")) { try rate.rule.duty(on: Paise(-1)) }
            }
        }
        let costly = DutyRule.steps(
            StepRule(upTo: .zero, base: .zero, each: Paise(2), unit: Paise(1), maximum: nil))
        #expect(throws: DutyFailure(.amountOutOfRange, "")) { try costly.duty(on: Paise(.max)) }
    }

    @Test("more consideration never means less duty")
    func monotone() throws {
        for instrument in try DutySchedule.bundled().instruments {
            guard let rule = instrument.rates.last?.rule else { continue }
            let amounts = (0...400).map { Paise($0 * 13_333_333) }
            let duties = try amounts.map { try rule.duty(on: $0) }
            #expect(zip(duties, duties.dropFirst()).allSatisfy(<=), "\(instrument.state) \(instrument.article)")
        }
    }
}
