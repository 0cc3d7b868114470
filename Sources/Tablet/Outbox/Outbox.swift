import DutyModel
import Exchanges

/// The tablet's own durable copy of the usage records that wait for a receipt, and of the newest record it saw of each
/// device.
///
/// The newest record stays even after its receipt: it is the witness against a base whose journal was replaced by an
/// older copy. Records are told apart by device and counter; numbers go on from one life of a device to the next.
public protocol Outbox: Sendable {
    /// The newest record of this device ever kept; nil before the first.
    func newest(of device: PSDSerial) async throws(DutyFailure) -> SignedUsageRecord?
    /// Keeps records; durable when this returns. A record kept before is left as it is.
    ///
    /// - Throws: `journal_rolled_back` where another record of the same number is kept; then none of these is.
    func keep(_ records: [SignedUsageRecord]) async throws(DutyFailure)
    /// The oldest records of this device without a receipt, in the order of their counters.
    func waiting(of device: PSDSerial, limit: Int) async throws(DutyFailure) -> [SignedUsageRecord]
    /// The devices of which records wait.
    func devicesWaiting() async throws(DutyFailure) -> [PSDSerial]
    /// Deletes what a verified receipt for this device covers, but for its newest record; durable when this returns.
    func settle(_ device: PSDSerial, through counter: UInt32) async throws(DutyFailure)
}
