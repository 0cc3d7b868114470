import DutyModel
import Exchanges
import Signing

extension DeviceState {
    /// Judges a verdict: it must answer the last question of the outstanding audit, so that an old verdict
    /// extends nothing.
    func decideApplyVerdict(
        _ verdict: AuditVerdict, at reading: ClockReading, offered: DeviceStanding?, verifier: any FormVerifier
    ) throws(DutyFailure) -> DeviceEvent {
        try require(.applyVerdict)
        try verifier.require(verdict, by: try fundsKey(), on: "verdict")
        try requireInForce(.funds, at: verdict.time)
        guard verdict.psdKey == psdKey else {
            throw DutyFailure(.grantNotMine, "The verdict belongs to another device.")
        }
        guard let outstanding = outstandingAudit, outstanding.id == verdict.id, let asked = outstanding.asked,
            asked.nonce == verdict.nonce, asked.statementCounter == verdict.statementCounter
        else {
            throw DutyFailure(.nonceStale, "The verdict belongs to an earlier audit.")
        }
        try requireEpoch(verdict.epoch)
        try Self.requireCalendar(verdict.time)
        try Self.requireCalendar(verdict.inspectionDue)
        let unlocking = try requireStanding(verdict.standing, offered: offered)
        return DeviceEvent.audited(
            verdict.differences, inspectionDue: verdict.inspectionDue, epoch: verdict.epoch, time: verdict.time,
            reading
        ).unlocking(by: unlocking)
    }

    /// Judges a receipt.
    ///
    /// Throws `receipt_bad` for another device, `signature_bad` for a signature, `standing_missing` and
    /// `standing_conflict`.
    func decideApplyReceipt(
        _ receipt: UsageReceipt, offered: DeviceStanding?, verifier: any FormVerifier
    ) throws(DutyFailure) -> ReceiptVerdict {
        try require(.applyReceipt)
        try verifier.require(receipt, by: try transactionsKey(), on: "receipt")
        try requireInForce(.transactions, at: receipt.time)
        guard receipt.psdKey == psdKey else {
            throw DutyFailure(.receiptBad, "The receipt is for another device.")
        }
        guard receipt.durableThrough <= itemCount else {
            let failure = DutyFailure(
                .receiptBad,
                "The receipt covers impression \(receipt.durableThrough), which this device does not know it made.")
            let isNews = shownBehind.map { $0 < receipt.durableThrough } ?? true
            return .provesOlder(isNews ? .shownBehind(counter: receipt.durableThrough) : nil, failure)
        }
        // The receipt answers no nonce, so it lifts no lock.
        _ = try requireStanding(receipt.standing, offered: offered)
        guard receipt.durableThrough > usage.durableThrough else { return .saysNothingNew }
        // Under the same counters there may have been others, which a journal that was put back no longer knows.
        guard let end = usage.end(ofBatchIn: receipt), end > usage.durableThrough else {
            throw DutyFailure(.receiptBad, "The receipt is for other records than those of this device.")
        }
        return .applies(.receipted(durableThrough: end))
    }
}

/// What a receipt means for the device.
enum ReceiptVerdict {
    /// It covers what an earlier one did.
    case saysNothingNew
    /// It covers more.
    case applies(DeviceEvent)
    /// The service signed that it holds an impression which this journal lacks: the journal was put back, or a copy of
    /// the device is at work. The event is nil where that is known.
    case provesOlder(DeviceEvent?, DutyFailure)
}
