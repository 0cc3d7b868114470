import DutyModel
import Synchronization
import Tablet

/// A fault that a test switches on and off.
final class SwitchedFault: Sendable {
    private let failure = Mutex<DutyFailure?>(nil)

    func set(_ failure: DutyFailure?) { self.failure.withLock { $0 = failure } }

    func check() throws(DutyFailure) { if let failure = failure.withLock({ $0 }) { throw failure } }
}

/// An outbox whose disk may be full.
struct FaultyOutbox: Outbox {
    let outbox: any Outbox
    let fault: SwitchedFault

    func newest() async throws(DutyFailure) -> SignedUsageRecord? { try await outbox.newest() }

    func keep(_ records: [SignedUsageRecord]) async throws(DutyFailure) {
        try fault.check()
        try await outbox.keep(records)
    }

    func waiting(limit: Int) async throws(DutyFailure) -> [SignedUsageRecord] { try await outbox.waiting(limit: limit) }

    func settle(through counter: UInt32) async throws(DutyFailure) { try await outbox.settle(through: counter) }
}
