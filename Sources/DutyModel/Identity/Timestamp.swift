/// A moment in UTC, in whole seconds since 1970-01-01 (leap seconds not counted).
public struct Timestamp: Hashable, Comparable, Sendable {
    /// Seconds since the epoch.
    public let seconds: Int64

    /// The moment so many seconds after the epoch.
    public init(_ seconds: Int64) { self.seconds = seconds }

    /// Whether the first comes before the second.
    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.seconds < right.seconds }

    /// The moments that clocks show and messages write: the years 1970 to 9999.
    public static let calendar = Timestamp(0)...Timestamp(253_402_300_799)

    /// The moment so many seconds later; the last or first there is where that cannot be counted.
    public func advanced(bySeconds seconds: Int64) -> Timestamp {
        let (sum, overflow) = self.seconds.addingReportingOverflow(seconds)
        return Timestamp(overflow ? (seconds < 0 ? .min : .max) : sum)
    }

    /// The moment so many days later; the last or first there is where that cannot be counted.
    public func advanced(byDays days: Int64) -> Timestamp {
        let (span, overflow) = days.multipliedReportingOverflow(by: 86_400)
        return advanced(bySeconds: overflow ? (days < 0 ? .min : .max) : span)
    }

    /// The same day and time so many months later in Indian time; where that month is too short, its last day.
    public func advanced(byMonths months: Int64) -> Timestamp {
        let shifted = advanced(bySeconds: Self.indianOffsetSeconds)
        let day = shifted.seconds.flooredQuotient(86_400)
        let date = CivilDate(dayNumber: day)
        let month = date.year * 12 + date.month - 1 + months
        let year = month.flooredQuotient(12)
        let first = CivilDate(year: year, month: month - year * 12 + 1, day: 1).dayNumber
        let next = CivilDate(
            year: (month + 1).flooredQuotient(12), month: (month + 1) - (month + 1).flooredQuotient(12) * 12 + 1, day: 1
        )
        let target = min(first + date.day - 1, next.dayNumber - 1)
        return Timestamp(target * 86_400 + shifted.seconds - day * 86_400 - Self.indianOffsetSeconds)
    }

    /// Indian time is UTC + 5:30 all year.
    static let indianOffsetSeconds: Int64 = 19_800
}

extension Timestamp: CustomStringConvertible {
    /// The one form in which messages and files write a moment: `2026-11-24T06:00:00Z` (RFC 3339).
    public var description: String {
        let day = seconds.flooredQuotient(86_400)
        let date = CivilDate(dayNumber: day)
        let rest = (seconds % 86_400 + 86_400) % 86_400
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(date)T\(two(rest / 3600)):\(two(rest / 60 % 60)):\(two(rest % 60))Z"
    }

    /// Reads exactly the form that `description` writes; throws `value_malformed`.
    public init(_ text: some StringProtocol) throws(DutyFailure) {
        var malformed: DutyFailure {
            DutyFailure(
                .valueMalformed, "“\(ForeignText.shown(text, most: 24))” is not a moment such as 2026-11-24T06:00:00Z.")
        }
        let bytes = Array(text.utf8)
        guard bytes.count == 20 else { throw malformed }
        func number(_ from: Int, _ length: Int) throws(DutyFailure) -> Int64 {
            var value: Int64 = 0
            for byte in bytes[from..<from + length] {
                guard byte.isDigit else { throw malformed }
                value = value * 10 + Int64(byte - 0x30)
            }
            return value
        }
        let date = CivilDate(year: try number(0, 4), month: try number(5, 2), day: try number(8, 2))
        let time = try number(11, 2) * 3600 + number(14, 2) * 60 + number(17, 2)
        self.init(date.dayNumber * 86_400 + time)
        guard description.utf8.elementsEqual(bytes) else { throw malformed }
    }
}

extension Timestamp: Codable {
    /// Reads what `encode(to:)` writes.
    public init(from decoder: any Decoder) throws { self.init(try decoder.singleValueContainer().decode(Int64.self)) }

    /// Writes it as one value.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(seconds)
    }
}

/// A date of the Gregorian calendar.
public struct CivilDate: Hashable, Sendable, CustomStringConvertible {
    /// The year, such as 2026.
    public let year: Int64
    /// The month, 1 to 12.
    public let month: Int64
    /// The day of the month, 1 to 31.
    public let day: Int64

    /// The date with these parts; whether the month has such a day is not checked.
    public init(year: Int64, month: Int64, day: Int64) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// The date so many days after 1970-01-01 (H. Hinnant, “chrono-compatible low-level date algorithms”).
    public init(dayNumber: Int64) {
        let shifted = dayNumber + 719_468
        let era = shifted.flooredQuotient(146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// Days since 1970-01-01.
    public var dayNumber: Int64 {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = shiftedYear.flooredQuotient(400)
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// `2026-11-24`.
    public var description: String {
        func padded(_ number: Int64, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }
}

extension Int64 {
    /// The quotient rounded towards minus infinity, for a positive divisor.
    func flooredQuotient(_ divisor: Int64) -> Int64 {
        let (quotient, rest) = quotientAndRemainder(dividingBy: divisor)
        return rest < 0 ? quotient - 1 : quotient
    }
}
