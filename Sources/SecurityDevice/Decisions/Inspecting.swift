import DutyModel
import Signing

extension DeviceState {
    /// Judges a verdict: it must answer the last question of the outstanding audit, so that an old verdict
    /// extends nothing.
    func decideApplyVerdict(
        _ verdict: AuditVerdict, at reading: ClockReading, verifier: any FormVerifier
    ) throws(DutyFailure) -> DeviceEvent {
        try require(.applyVerdict)
        let fundsKey = try requireAuthorisation().fundsKey
        try verifier.require(verdict.signature, over: verdict.signedForm, by: fundsKey, on: "verdict")
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
        return .audited(
            verdict.differences, inspectionDue: verdict.inspectionDue, epoch: verdict.epoch, time: verdict.time,
            reading)
    }

    /// Judges a receipt; nil where it says nothing new.
    ///
    /// Throws `receipt_bad` for another device or impressions not yet made, `signature_bad` for a signature.
    func decideApplyReceipt(_ receipt: UsageReceipt, verifier: any FormVerifier) throws(DutyFailure) -> DeviceEvent? {
        try require(.applyReceipt)
        let key = try requireAuthorisation().transactionsKey
        try verifier.require(receipt.signature, over: receipt.signedForm, by: key, on: "receipt")
        guard receipt.psdKey == psdKey, receipt.durableThrough <= itemCount else {
            throw DutyFailure(.receiptBad, "The receipt does not cover records of this device.")
        }
        return receipt.durableThrough > usage.durableThrough
            ? .receipted(durableThrough: receipt.durableThrough) : nil
    }
}
