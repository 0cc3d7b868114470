import DutyModel
import Testing

@testable import TabletHTTP

@Suite struct FormFieldsTests {
    @Test func readsEscapesAndBlanks() throws {
        let fields = try FormFields("amount=%E2%82%B9+2%2C500&article=5%28h%29%28B%29".utf8, mostFields: 8)
        #expect(fields["amount"] == "₹ 2,500")
        #expect(fields["article"] == "5(h)(B)")
        #expect(fields["other"] == nil)
    }

    @Test(arguments: [
        "a", "a=1&a=2", "a=1&", "&", "a=1=2", "a=%", "a=%4", "a=%g0", "a=%ff", "a=%00", "a=%0a", "a=%C0%80",
        "a=1&b=2&c=3&d=4",
    ])
    func refusesAnythingElse(_ text: String) {
        #expect(throws: DutyFailure(.valueMalformed, "")) { try FormFields(text.utf8, mostFields: 3) }
    }

    @Test func dueTextsCountDaysOfTheIndianCalendar() throws {
        let now = try Timestamp("2026-11-24T18:00:00Z")  // 23:30 in India
        #expect(try Timestamp("2026-11-24T18:29:00Z").dueText(now: now) == "by 24 Nov 2026, 23:59 IST, today")
        #expect(try Timestamp("2026-11-24T18:31:00Z").dueText(now: now) == "by 25 Nov 2026, 00:01 IST, tomorrow")
        #expect(try Timestamp("2026-12-08T06:00:00Z").dueText(now: now).hasSuffix("in\u{A0}14\u{A0}days"))
        #expect(try Timestamp("2026-11-24T17:59:00Z").dueText(now: now) == "was due 24 Nov 2026, 23:29 IST")
    }
}
