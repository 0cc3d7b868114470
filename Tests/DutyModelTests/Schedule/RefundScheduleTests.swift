import DutyModel
import Foundation
import Testing

/// What states give back for spoiled impressions, by their dated rules.
@Suite struct RefundScheduleTests {
    private static func file(_ rules: String) -> Data { Data(#"{"formatVersion":1,"rules":[\#(rules)]}"#.utf8) }

    private static func rule(
        _ from: String, months: Int = 6, millionths: Int = 100_000, state: String = "MH"
    ) -> String {
        #"{"state":"\#(state)","from":"\#(from)","withinMonths":\#(months),"deductionMillionths":\#(millionths),"source":"S"}"#
    }

    private static func terms(
        _ rules: String, made: String, declared: String, value: Paise = .rupees(500), state: String = "MH"
    ) throws -> RefundSchedule.Terms {
        try RefundSchedule.read(file(rules)).terms(
            state: StateCode(state), value: value, impressionMade: Timestamp(made),
            declaredSpoiled: Timestamp(declared))
    }

    @Test func `the bundled rule gives back nine tenths within six months`() throws {
        let terms = try RefundSchedule.bundled().terms(
            state: StateCode("MH"), value: .rupees(500), impressionMade: Timestamp("2026-01-10T06:00:00Z"),
            declaredSpoiled: Timestamp("2026-07-10T06:00:00Z"))
        #expect(terms.paid == .rupees(450) && terms.deduction == .rupees(50))
        #expect(terms.rule == "MH from 2014-03-15")
    }

    @Test func `the same moment of the last month counts, and the second after it does not`() throws {
        let made = "2026-01-10T06:00:00Z"
        _ = try Self.terms(Self.rule("2014-03-15"), made: made, declared: "2026-07-10T06:00:00Z")
        #expect(throws: DutyFailure(.refundNotAllowed, "")) {
            try Self.terms(Self.rule("2014-03-15"), made: made, declared: "2026-07-10T06:00:01Z")
        }
    }

    @Test(arguments: [
        // The day is that of Indian time: 20:00 UTC on 30 August is 31 August there.
        ("2025-08-30T20:00:00Z", "2026-02-27T20:00:00Z"), ("2023-08-30T20:00:00Z", "2024-02-28T20:00:00Z"),
        ("2025-12-31T06:00:00Z", "2026-06-30T06:00:00Z"),
    ])
    func `where the last month is too short, its last day counts`(_ made: String, _ last: String) throws {
        _ = try Self.terms(Self.rule("2014-03-15"), made: made, declared: last)
        #expect(throws: DutyFailure(.refundNotAllowed, "")) {
            try Self.terms(
                Self.rule("2014-03-15"), made: made, declared: Timestamp(last).advanced(bySeconds: 1).description)
        }
    }

    @Test func `the rule of the day of the declaration counts, from midnight in India on`() throws {
        let rules = Self.rule("2014-03-15") + "," + Self.rule("2026-04-01", millionths: 200_000)
        let made = "2026-03-01T06:00:00Z"
        let before = try Self.terms(rules, made: made, declared: "2026-03-31T18:29:59Z")
        #expect(before.deduction == .rupees(50) && before.rule == "MH from 2014-03-15")
        let after = try Self.terms(rules, made: made, declared: "2026-03-31T18:30:00Z")
        #expect(after.deduction == .rupees(100) && after.rule == "MH from 2026-04-01")
    }

    @Test(arguments: [
        (1, 100_000, 1), (9, 100_000, 1), (11, 100_000, 2), (10, 100_000, 1), (1, 0, 0), (7, 1_000_000, 7),
        (Int64.max, 1_000_000, Int64.max),
    ])
    func `a part of a paisa is kept as a whole one, and the two parts are the duty`(
        _ value: Int64, _ millionths: Int, _ deduction: Int64
    ) throws {
        let terms = try Self.terms(
            Self.rule("2014-03-15", millionths: millionths), made: "2026-01-10T06:00:00Z",
            declared: "2026-01-11T06:00:00Z", value: Paise(value))
        #expect(terms.deduction == Paise(deduction) && terms.paid == Paise(value - deduction))
    }

    @Test func `a state without a rule, or before its first one, gives nothing back`() {
        for (state, declared) in [("KA", "2026-01-11T06:00:00Z"), ("MH", "2014-03-14T18:29:59Z")] {
            #expect(throws: DutyFailure(.refundNotAllowed, "")) {
                try Self.terms(
                    Self.rule("2014-03-15"), made: "2014-03-01T06:00:00Z", declared: declared, state: state)
            }
        }
    }

    @Test(arguments: [
        "{", rule("2014-02-30"), rule("15.3.2014"), rule("2014-03-15", months: 0), rule("2014-03-15", months: 1_201),
        rule("2014-03-15", millionths: -1), rule("2014-03-15", millionths: 1_000_001), rule("2014-03-15", state: "mh1"),
        rule("2014-03-15") + "," + rule("2014-03-15"), rule("2014-03-15") + "," + rule("2013-03-15"),
    ])
    func `rules that make no sense are refused`(_ rules: String) {
        #expect(throws: DutyFailure(.dataMalformed, "")) { try RefundSchedule.read(Self.file(rules)) }
    }

    @Test func `a file of another version, or too large, is refused`() {
        let other = Data(#"{"formatVersion":2,"rules":[]}"#.utf8)
        let large = Data(repeating: UInt8(ascii: " "), count: RefundSchedule.largestBytes + 1)
        for data in [other, large] {
            #expect(throws: DutyFailure(.dataMalformed, "")) { try RefundSchedule.read(data) }
        }
    }

    @Test func `the page that describes the rules shows every rule of the file`() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
        let page = try String(contentsOf: folder.appending(path: "docs/refunds.md"), encoding: .utf8)
        for rule in try RefundSchedule.bundled().rules {
            let row =
                "| \(rule.state) | \(rule.from) | \(rule.withinMonths) | \(rule.deductionMillionths) | \(rule.source) |"
            #expect(page.contains(row), "docs/refunds.md lacks \(row)")
        }
    }
}
