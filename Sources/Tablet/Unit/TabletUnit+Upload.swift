import BaseProtocol
import DutyModel
import Messages
import Signing

extension TabletUnit {
    public func upload() async throws(DutyFailure) -> UploadOutcome {
        try await duty(.upload, activity: "Uploading usage records.") { () throws(DutyFailure) in
            try await self.catchUpWithBase()
            let status = try await self.base.status()
            var sent: UInt32 = 0
            var durableThrough = status.durableThrough
            // What is franked meanwhile waits for the next upload: a busy counter must not hold up its own refills.
            while durableThrough < status.itemCount {
                // The device's own records are sent: a damaged copy in the outbox can then hold nothing up.
                let records = try await self.base.records(
                    .usage(from: durableThrough + 1, limit: self.settings.recordsPerBatch))
                guard !records.isEmpty else { break }
                let through = try await self.send(records)
                guard through > durableThrough else {
                    throw DutyFailure(.receiptBad, "The receipt covers none of the records that were sent.")
                }
                sent += through - durableThrough
                durableThrough = through
            }
            return UploadOutcome(sent: sent, durableThrough: durableThrough)
        }
    }

    /// Sends one batch and returns the counter through which the service has everything.
    ///
    /// The device checks the receipt's signature before the tablet deletes anything.
    private func send(_ records: [SignedUsageRecord]) async throws(DutyFailure) -> UInt32 {
        guard let psdKey = records.first?.record.stamp.record.psdKey else { return 0 }
        let batch = UsageBatch(psdKey: psdKey, records: records.filter { $0.record.stamp.record.psdKey == psdKey })
        let body = try await services.ask(.transactions, .usageBatch(batch))
        guard case .usageReceipt(let receipt) = body else { throw ServiceSession.unexpected(body) }
        guard receipt.batchHash == batch.hash else {
            throw DutyFailure(.receiptBad, "The receipt is for another batch.")
        }
        try await base.perform(.applyReceipt(receipt))
        try await outbox.settle(through: receipt.durableThrough)
        return receipt.durableThrough
    }
}
