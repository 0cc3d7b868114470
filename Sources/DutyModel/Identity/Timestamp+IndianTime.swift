extension Timestamp {
    /// The moment as people in India read it: `24 Nov 2026, 11:30:00 IST` (UTC+05:30 all year).
    public var indianTimeText: String {
        let shifted = advanced(bySeconds: Self.indianOffsetSeconds).seconds
        let day = shifted.flooredQuotient(86_400)
        let date = CivilDate(dayNumber: day)
        let rest = (shifted % 86_400 + 86_400) % 86_400
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let time = "\(two(rest / 3600)):\(two(rest / 60 % 60)):\(two(rest % 60))"
        return "\(two(date.day)) \(Self.months[Int(date.month - 1)]) \(date.year), \(time) IST"
    }

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
}
