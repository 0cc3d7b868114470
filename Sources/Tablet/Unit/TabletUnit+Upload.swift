import DutyModel
import Exchanges
import Signing

extension TabletUnit {
    /// As `MachineOperations` says.
    public func upload(act: ActID?) async throws(DutyFailure) -> UploadOutcome {
        let outcome = try await self.act(act) { () async throws(DutyFailure) in
            try await duty(.upload, activity: "Uploading usage records.") { () throws(DutyFailure) in
                do throws(DutyFailure) {
                    try await self.catchUpWithBase()
                } catch {
                    throw error.beforeItWasAsked
                }
                return try await self.settled(
                    act, wish: "the upload was begun", found: { UploadOutcome($0) }
                ) { () async throws(DutyFailure) in
                    var outcome = try await self.drive(
                        UploadDialogue(recordsPerBatch: self.settings.recordsPerBatch, act: act))
                    outcome.sent += try await self.sendLeftovers()
                    return outcome
                }
            }
        }
        // The back end is there, so whatever else waits for it, such as spoiled prints, need not wait longer.
        wake()
        return outcome
    }

    /// The devices that were in the base before this one and of which records wait here.
    func replacedDevices(besides present: PSDKeyID?) async throws(DutyFailure) -> [PSDSerial] {
        guard let present else { return [] }
        return try await outbox.devicesWaiting().filter { $0 != present.serial }
    }

    /// Sends what devices that were replaced left unsent, and returns how many records that were.
    private func sendLeftovers() async throws(DutyFailure) -> UInt32 {
        let status = try await base.status()
        guard let serviceKey = status.authorisation?.transactionsKey else { return 0 }
        var sent: UInt32 = 0
        for device in try await replacedDevices(besides: status.psdKey) {
            while true {
                let records = try await outbox.waiting(of: device, limit: settings.recordsPerBatch)
                guard !records.isEmpty else { break }
                let through = try await drive(
                    LeftoverDialogue(records: records, serviceKey: serviceKey, verifier: Ed25519Verifier()))
                sent += UInt32(records.count { $0.counter <= through })
            }
        }
        return sent
    }
}
