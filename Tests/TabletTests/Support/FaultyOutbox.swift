import DutyModel
import Exchanges
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

    func newest(of device: PSDSerial) async throws(DutyFailure) -> SignedUsageRecord? {
        try await outbox.newest(of: device)
    }

    func keep(_ records: [SignedUsageRecord]) async throws(DutyFailure) {
        try fault.check()
        try await outbox.keep(records)
    }

    func waiting(of device: PSDSerial, limit: Int) async throws(DutyFailure) -> [SignedUsageRecord] {
        try await outbox.waiting(of: device, limit: limit)
    }

    func devicesWaiting() async throws(DutyFailure) -> [PSDSerial] { try await outbox.devicesWaiting() }

    func settle(_ device: PSDSerial, through counter: UInt32) async throws(DutyFailure) {
        try await outbox.settle(device, through: counter)
    }
}

/// The outbox of a machine that has had one device only.
extension Outbox {
    func newest() async throws(DutyFailure) -> SignedUsageRecord? { try await newest(of: TestDirectory.key.serial) }

    func waiting(limit: Int) async throws(DutyFailure) -> [SignedUsageRecord] {
        try await waiting(of: TestDirectory.key.serial, limit: limit)
    }

    func settle(through counter: UInt32) async throws(DutyFailure) {
        try await settle(TestDirectory.key.serial, through: counter)
    }
}
