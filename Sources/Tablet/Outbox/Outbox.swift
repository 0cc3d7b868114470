import DutyModel

/// The tablet's own durable copy of the usage records that wait for a receipt, and of the newest record it saw.
///
/// The newest record stays even after its receipt: it is the witness against a base whose journal was
/// replaced by an older copy.
public protocol Outbox: Sendable {
    /// The newest record ever kept; nil before the first.
    func newest() async throws(DutyFailure) -> SignedUsageRecord?
    /// Keeps records; durable when this returns. A record kept before is left as it is.
    ///
    /// - Throws: `journal_rolled_back` where another record of the same number is kept; then none of these is.
    func keep(_ records: [SignedUsageRecord]) async throws(DutyFailure)
    /// The oldest records without a receipt, in the order of their counters.
    func waiting(limit: Int) async throws(DutyFailure) -> [SignedUsageRecord]
    /// Deletes what a verified receipt covers, but for the newest record; durable when this returns.
    func settle(through counter: UInt32) async throws(DutyFailure)
}
