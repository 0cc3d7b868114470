import DutyModel
import Exchanges
import Signing

/// Sends records of a device that is no longer in the base, from the tablet's own copies: what a device that was
/// replaced left unsent.
///
/// No device is there to check the receipt, so it is checked here, by the key of the transactions service that the
/// present device's licence names.
package struct LeftoverDialogue: Dialogue {
    private enum Stage { case start, sending(UsageBatch), settling(through: UInt32) }

    private let records: [SignedUsageRecord]
    private let serviceKey: PublicKeyBytes
    private let verifier: any FormVerifier
    private var stage = Stage.start

    /// Sends the first of these records that are of one key; they are in the order of their counters.
    package init(records: [SignedUsageRecord], serviceKey: PublicKeyBytes, verifier: any FormVerifier) {
        self.records = records
        self.serviceKey = serviceKey
        self.verifier = verifier
    }

    /// Ends with the counter through which everything of that device is durable.
    package mutating func next(_ event: DialogueEvent) -> DialogueStep<UInt32> {
        switch (stage, event) {
        case (.start, .began):
            guard let key = records.first?.record.stamp.record.psdKey else { return .done(.success(0)) }
            let batch = UsageBatch(psdKey: key, records: Array(records.prefix { $0.record.stamp.record.psdKey == key }))
            stage = .sending(batch)
            return .askService(.usage(batch))
        case (.sending(let batch), .service(.usageReceipt(let receipt))): return check(receipt, of: batch)
        case (.settling(let through), .kept): return .done(.success(through))
        default: return .ended(by: event)
        }
    }

    private mutating func check(_ receipt: UsageReceipt, of batch: UsageBatch) -> DialogueStep<UInt32> {
        do throws(DutyFailure) {
            try verifier.require(receipt, by: serviceKey, on: "receipt")
            guard receipt.psdKey == batch.psdKey, receipt.batchHash == batch.hash,
                receipt.durableThrough >= batch.records.first?.counter ?? .max
            else { throw DutyFailure(.receiptBad, "The receipt does not cover the records that were sent.") }
        } catch {
            return .done(.failure(error))
        }
        // It stands for no record but those that were sent.
        let through = min(receipt.durableThrough, batch.records.last?.counter ?? 0)
        stage = .settling(through: through)
        return .settleOutbox(receipt.psdKey, through: through)
    }
}
