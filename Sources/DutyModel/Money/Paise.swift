/// An amount of money in whole paise (1 rupee = 100 paise); the only form in which Dutymark holds money.
///
/// Arithmetic that could leave the range of `Int64` throws; there is no floating point anywhere near it.
public struct Paise: Hashable, Comparable, Sendable {
    /// The number of paise; negative only in ledger legs and differences.
    public let count: Int64

    /// An amount of so many paise.
    public init(_ count: Int64) { self.count = count }

    /// No money.
    public static let zero = Paise(0)

    /// An amount of whole rupees, written in the program; traps past `Int64.max` paise. Text from outside is read
    /// by `init(rupeeText:)`.
    public static func rupees(_ rupees: Int64) -> Paise { Paise(rupees * 100) }

    /// Whether the first comes before the second.
    public static func < (left: Paise, right: Paise) -> Bool { left.count < right.count }

    /// The sum, or `amount_out_of_range` where it does not fit.
    public func adding(_ other: Paise) throws(DutyFailure) -> Paise {
        let (sum, overflow) = count.addingReportingOverflow(other.count)
        guard !overflow else { throw Self.outOfRange }
        return Paise(sum)
    }

    /// The difference, or `amount_out_of_range` where it does not fit.
    public func subtracting(_ other: Paise) throws(DutyFailure) -> Paise {
        let (difference, overflow) = count.subtractingReportingOverflow(other.count)
        guard !overflow else { throw Self.outOfRange }
        return Paise(difference)
    }

    private static var outOfRange: DutyFailure {
        DutyFailure(.amountOutOfRange, "An amount grew past what can be counted.")
    }
}

extension Paise: Codable {
    /// Reads what `encode(to:)` writes.
    public init(from decoder: any Decoder) throws { self.init(try decoder.singleValueContainer().decode(Int64.self)) }

    /// Writes it as one value.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(count)
    }
}
