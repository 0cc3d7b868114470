import DutyModel
import Testing

@Suite("Moments and dates") struct TimeTests {
    @Test(
        "known dates",
        arguments: [
            (0, 1970, 1, 1), (-1, 1969, 12, 31), (59, 1970, 3, 1), (11_016, 2000, 2, 29), (11_017, 2000, 3, 1),
            (19_782, 2024, 2, 29), (20_781, 2026, 11, 24), (47_540, 2100, 2, 28), (47_541, 2100, 3, 1),
            (-719_468, 0, 3, 1),
        ] as [(Int64, Int64, Int64, Int64)])
    func known(number: Int64, year: Int64, month: Int64, day: Int64) {
        let date = CivilDate(year: year, month: month, day: day)
        #expect(date.dayNumber == number)
        #expect(CivilDate(dayNumber: number) == date)
    }

    @Test("every day of 400 years follows the one before, and is found again")
    func calendar() {
        let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as [Int64]
        var wrong = 0
        var expected = CivilDate(year: 1900, month: 1, day: 1)
        for number in expected.dayNumber..<expected.dayNumber + 146_097 {
            let date = CivilDate(dayNumber: number)
            if date != expected || date.dayNumber != number { wrong += 1 }
            let leap = date.year % 4 == 0 && (date.year % 100 != 0 || date.year % 400 == 0)
            let length = lengths[Int(date.month) - 1] + (leap && date.month == 2 ? 1 : 0)
            let (nextMonth, nextYear) = date.month == 12 ? (1, date.year + 1) : (date.month + 1, date.year)
            expected =
                date.day < length
                ? CivilDate(year: date.year, month: date.month, day: date.day + 1)
                : CivilDate(year: nextYear, month: nextMonth, day: 1)
        }
        #expect(wrong == 0)
    }

    @Test(
        "moments at the ends of what can be counted have their texts", arguments: [Int64.min, .min + 1, .max - 1, .max])
    func ends(seconds: Int64) {
        #expect(Timestamp(seconds).description.hasSuffix("Z"))
        #expect(Timestamp(seconds).indianTimeText.hasSuffix("IST"))
    }

    @Test(
        "moments as text",
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"), (1_795_500_000, "2026-11-24T06:00:00Z"),
            (4_102_444_799, "2099-12-31T23:59:59Z"),
        ] as [(Int64, String)])
    func text(seconds: Int64, text: String) throws {
        #expect(Timestamp(seconds).description == text)
        #expect(try Timestamp(text) == Timestamp(seconds))
    }

    @Test(
        "only the one form is read",
        arguments: [
            "", "2026-11-24", "2026-11-24T06:00:00", "2026-11-24 06:00:00Z", "2026-11-24T06:00:00z",
            "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z", "2026-11-24T24:00:00Z", "2026-11-24T06:60:00Z",
            "2026-11-24T06:00:60Z", "2026-00-10T00:00:00Z", "2026-11-00T00:00:00Z", "2026-11-24T06:00:00+0Z",
            "-026-11-24T06:00:00Z", "２０26-11-24T06:0Z",
        ])
    func refused(text: String) {
        #expect(throws: DutyFailure(.valueMalformed, "")) { try Timestamp(text) }
    }

    @Test("the day of a moment changes at midnight UTC, before the epoch as well")
    func day() {
        #expect(Timestamp(86_399).day == CivilDate(year: 1970, month: 1, day: 1))
        #expect(Timestamp(86_400).day == CivilDate(year: 1970, month: 1, day: 2))
        #expect(Timestamp(-1).day == CivilDate(year: 1969, month: 12, day: 31))
        #expect(Timestamp(0).advanced(byDays: 2).day.day == 3)
    }

    @Test("times at the ends of what can be counted stay there and can be written")
    func extremes() {
        let (first, last) = (Timestamp(.min), Timestamp(.max))
        #expect(last.advanced(bySeconds: 1) == last)
        #expect(first.advanced(bySeconds: -1) == first)
        #expect(Timestamp(0).advanced(byDays: .max) == last)
        #expect(Timestamp(0).advanced(byDays: .min) == first)
        #expect(last.advanced(byDays: -1) == Timestamp(.max - 86_400))
        #expect(first.description.hasSuffix("Z") && last.description.hasSuffix("Z"))
    }
}
