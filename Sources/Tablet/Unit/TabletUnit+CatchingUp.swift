import BaseProtocol
import DutyModel
import Exchanges

extension TabletUnit {
    /// Brings the outbox level with the base: keeps what a crash left only there, and drops what a receipt
    /// already covered there. First shows the base the newest record seen, which betrays a journal put back.
    func catchUpWithBase() async throws(DutyFailure) {
        let status = try await base.status()
        let device = try await showWitness(status)
        try await outbox.settle(device, through: status.durableThrough)
        var newest = try await outbox.newest(of: device)?.counter ?? 0
        while newest < .max {
            let records = try await base.records(.usage(from: newest + 1, limit: settings.recordsPerBatch))
            guard let last = records.last, last.counter > newest else { break }
            try await outbox.keep(records)
            newest = last.counter
        }
        setLevel(max(newest, status.itemCount))
    }

    /// Brings the outbox level with the base where the two may differ: at the start, and when a base that was put back or
    /// exchanged says another item number. So a base that is older than what this tablet has seen stops, and says so,
    /// before a clerk comes to it.
    ///
    /// What is wrong is noted as a problem, and nothing else waits for it.
    func compareWithBase(_ status: DeviceStatus) async {
        guard status.authorisation != nil, !isLevel(with: status) else { return }
        do throws(DutyFailure) {
            try await catchUpWithBase()
            note(nil, in: .outbox)
        } catch {
            note(error.beforeItWasAsked, in: .outbox)
        }
    }

    /// Shows the base the newest record that the tablet has seen of its device, and returns the device; a base that
    /// does not know the record stops for good.
    @discardableResult
    func showWitness(_ status: DeviceStatus) async throws(DutyFailure) -> PSDSerial {
        let key = try WitnessRules.requireOwn(status.psdKey, enrolled: enrolledKey)
        guard let newest = try await outbox.newest(of: key.serial) else { return key.serial }
        if try WitnessRules.isForBase(newest, key: key, itemCount: status.itemCount) {
            try await base.perform(.witness(newest))
        }
        return key.serial
    }
}
