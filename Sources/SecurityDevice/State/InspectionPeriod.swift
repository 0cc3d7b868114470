import DutyModel

/// What has been franked since the last inspection, and when the next is due.
struct InspectionPeriod: Hashable, Sendable {
    /// When franking locks.
    var due: Timestamp
    /// Impressions since the last inspection.
    var impressions: UInt64 = 0
    /// Duty since the last inspection.
    var value: Paise = .zero
}
