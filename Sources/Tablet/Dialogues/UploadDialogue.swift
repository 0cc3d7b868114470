import BaseProtocol
import DutyModel
import Exchanges
import Signing

/// Sends the usage records that wait, batch by batch, each let go of only after its receipt.
///
/// Where the service says `usage_gap` it has lost records that it once confirmed, as a back end restored from a
/// backup has: then everything is sent again from the oldest record that the device still holds. Where it says
/// `grants_missing` it has lost the grants that the records prove: those are reported first.
package struct UploadDialogue: Dialogue {
    private enum Stage { case start, noting, status, records, sending(UsageBatch), applying(UsageReceipt), settling }

    private let recordsPerBatch: Int
    private var stage = Stage.start
    private var psdKey: PSDKeyID?
    /// The last impression when the upload began. What is franked meanwhile waits for the next upload: a busy counter
    /// must not hold up its own refills.
    private var last: UInt32 = 0
    /// Through where the device has receipts.
    private var confirmed: UInt32 = 0
    /// Through where this upload has come.
    private var through: UInt32 = 0
    private var receiptThrough: UInt32 = 0
    private var sent: UInt32 = 0
    private var fromOldest = false
    private let again: Bool
    private let act: ActID?
    /// Whether the base took note of the act.
    private var isNoted = false
    private var mending = GrantsMending()

    /// An upload in batches of so many records, by this act of a person; `again` sends all that the device holds, with or
    /// without a receipt.
    package init(recordsPerBatch: Int, again: Bool = false, act: ActID? = nil) {
        self.recordsPerBatch = recordsPerBatch
        self.again = again
        self.act = act
    }

    package mutating func next(_ event: DialogueEvent) -> DialogueStep<UploadOutcome> {
        let step = step(after: event)
        guard isNoted, case .done(.failure(let failure)) = step else { return step }
        // Whatever stopped it, the base took note of the act, and what waits is sent by itself later.
        return .done(.failure(failure.knowing(.notKnown)))
    }

    private mutating func step(after event: DialogueEvent) -> DialogueStep<UploadOutcome> {
        if case .sending(let batch) = stage {
            switch mending.take(event, for: batch.psdKey) as GrantsMending.Turn<UploadOutcome> {
            case .step(let step): return step
            case .askAgain: return .askService(.usage(batch))
            case .notMine: break
            }
        }
        switch (stage, event) {
        case (.start, .began):
            guard let act else { return askForStatus() }
            stage = .noting
            return .askBase(.noteUpload(act: act))
        case (.noting, .base(.done)):
            isNoted = true
            return askForStatus()
        case (.noting, .base(.outcome(.done(let deed)))):
            guard let outcome = UploadOutcome(deed) else { return .ended(by: event) }
            return .done(.success(outcome))
        case (.status, .base(.status(let status))):
            (psdKey, last, confirmed) = (status.psdKey, status.itemCount, status.durableThrough)
            through = confirmed
            return again && last > 0 ? sendFromOldest() : goOn()
        case (.records, .base(.records(let records))): return send(records)
        case (.sending(let batch), .service(.usageReceipt(let receipt))): return apply(receipt, to: batch)
        case (.sending, .failed(let failure)) where failure.code == .usageGap && !fromOldest: return sendFromOldest()
        case (.sending, .failed(let failure)) where failure.code == .usageGap: return .done(.failure(Self.gap(failure)))
        case (.applying(let receipt), .base(.done)): return settle(receipt)
        case (.settling, .kept): return advance()
        default: return .ended(by: event)
        }
    }

    private mutating func askForStatus() -> DialogueStep<UploadOutcome> {
        stage = .status
        return .askBase(.status)
    }

    private mutating func goOn() -> DialogueStep<UploadOutcome> {
        guard through < last else { return .done(.success(UploadOutcome(sent: sent, durableThrough: through))) }
        stage = .records
        // The device's own records are sent: a damaged copy in the outbox can then hold nothing up.
        return .askBase(
            fromOldest
                ? .history(from: through + 1, limit: recordsPerBatch)
                : .usage(from: through + 1, limit: recordsPerBatch))
    }

    private mutating func sendFromOldest() -> DialogueStep<UploadOutcome> {
        fromOldest = true
        stage = .records
        return .askBase(.history(from: 0, limit: recordsPerBatch))
    }

    private static func gap(_ failure: DutyFailure) -> DutyFailure {
        DutyFailure(
            .usageGap, "The transactions service lacks records older than those this machine still holds.",
            remedy: failure.remedy)
    }

    private mutating func send(_ records: [SignedUsageRecord]) -> DialogueStep<UploadOutcome> {
        guard let first = records.first else {
            return .done(.success(UploadOutcome(sent: sent, durableThrough: through)))
        }
        if fromOldest { through = max(1, first.counter) - 1 }
        // A batch is of one key; the records of the next life go in the next batch.
        let key = first.record.stamp.record.psdKey
        let batch = UsageBatch(psdKey: key, records: Array(records.prefix { $0.record.stamp.record.psdKey == key }))
        stage = .sending(batch)
        return .askService(.usage(batch))
    }

    /// The device checks the receipt's signature before the tablet deletes anything. A receipt that tells the device
    /// nothing new, or is for the key of an earlier life, is not for it.
    private mutating func apply(_ receipt: UsageReceipt, to batch: UsageBatch) -> DialogueStep<UploadOutcome> {
        guard receipt.batchHash == batch.hash else {
            return .done(.failure(DutyFailure(.receiptBad, "The receipt is for another batch.")))
        }
        // It stands for no record but those that were sent.
        receiptThrough = min(receipt.durableThrough, batch.records.last?.counter ?? 0)
        if fromOldest, receiptThrough <= confirmed || batch.psdKey != psdKey { return advance() }
        stage = .applying(receipt)
        return .askBase(.applyReceipt(receipt))
    }

    private mutating func settle(_ receipt: UsageReceipt) -> DialogueStep<UploadOutcome> {
        stage = .settling
        return .settleOutbox(receipt.psdKey, through: receiptThrough)
    }

    private mutating func advance() -> DialogueStep<UploadOutcome> {
        guard receiptThrough > through else {
            return .done(.failure(DutyFailure(.receiptBad, "The receipt covers none of the records that were sent.")))
        }
        let (sum, overflow) = sent.addingReportingOverflow(receiptThrough - through)
        sent = overflow ? .max : sum
        through = receiptThrough
        return goOn()
    }
}
