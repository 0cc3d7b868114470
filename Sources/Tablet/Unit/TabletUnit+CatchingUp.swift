import BaseProtocol
import DutyModel
import SecurityDevice

extension TabletUnit {
    /// Brings the outbox level with the base: keeps what a crash left only there, and drops what a receipt
    /// already covered there. First shows the base the newest record seen, which betrays a journal put back.
    func catchUpWithBase() async throws(DutyFailure) {
        let status = try await base.status()
        try await showWitness(status)
        try await outbox.settle(through: status.durableThrough)
        var newest = try await outbox.newest()?.counter ?? 0
        while newest < .max {
            let records = try await base.records(.usage(from: newest + 1, limit: settings.recordsPerBatch))
            guard let last = records.last, last.counter > newest else { break }
            try await outbox.keep(records)
            newest = last.counter
        }
        setLevel(max(newest, status.itemCount))
    }

    /// Shows the base the newest record that the tablet has seen; a base that does not know it stops for good.
    func showWitness(_ status: DeviceStatus) async throws(DutyFailure) {
        guard let newest = try await outbox.newest() else { return }
        if try WitnessRules.isForBase(newest, key: status.psdKey, itemCount: status.itemCount) {
            try await base.perform(.witness(newest))
        }
    }
}
