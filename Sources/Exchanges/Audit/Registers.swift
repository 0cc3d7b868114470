import DutyModel

/// The money registers of a security device.
///
/// The ascending register counts all duty printed in the device's life, the descending register the funds
/// left; their sum is the control total, which only refills and withdrawals change.
public struct Registers: Hashable, Sendable, Codable {
    /// Duty printed over the device's life.
    public var ascending: Paise
    /// Funds left.
    public var descending: Paise

    /// Registers with these readings.
    public init(ascending: Paise, descending: Paise) {
        self.ascending = ascending
        self.descending = descending
    }

    /// A device that never held funds.
    public static let empty = Registers(ascending: .zero, descending: .zero)

    /// Ascending + descending; throws `amount_out_of_range` where the sum does not fit.
    public var controlTotal: Paise {
        get throws(DutyFailure) { try ascending.adding(descending) }
    }
}

extension Registers: Described {
    @usableFromInline package static let element: StaticString = "registers"
    @usableFromInline package static var meaning: String { "The registers." }

    @inlinable package static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self {
        Registers(
            ascending: try v.field("ascending", value?.ascending, .zero, "the ascending register"),
            descending: try v.field("descending", value?.descending, .zero, "the descending register"))
    }
}
