import DutyModel
import Exchanges
import Signing

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

extension DeviceState {
    /// Judges a receipt.
    ///
    /// Throws `receipt_bad` for another device, `signature_bad` for a signature, `standing_missing` and
    /// `standing_conflict`.
    func decideApplyReceipt(
        _ receipt: UsageReceipt, offered: DeviceStanding?, verifier: any FormVerifier
    ) throws(DutyFailure) -> ReceiptVerdict {
        try require(.applyReceipt)
        try verifier.require(receipt.signature, over: receipt.signedForm, by: try transactionsKey(), on: "receipt")
        try requireInForce(.transactions, at: receipt.time)
        guard receipt.psdKey == psdKey else { throw DutyFailure(.receiptBad, "The receipt is for another device.") }
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

extension UsageTail {
    /// Up to which counter a receipt covers the records that are here: to the end of the batch that it names by its hash,
    /// and never further. Nil where that batch isn't of these records.
    ///
    /// A batch that counts begins with the first record that waits, or with an earlier one where records are sent again, and
    /// it is sent from what is here. So each of those that could be meant is compared; the usual one is the first.
    func end(ofBatchIn receipt: UsageReceipt) -> UInt32? {
        let held = history(from: 0, limit: .max)
        guard let first = held.first?.counter, let newest = held.last?.counter else { return nil }
        let last = min(receipt.durableThrough, newest)
        let most = UInt32(UsageBatch.recordsMaximum)
        func isMeant(_ from: UInt32, _ to: UInt32) -> Bool {
            let records = Array(held[Int(from - first)...Int(to - first)])
            return UsageBatch(psdKey: receipt.psdKey, records: records).hash == receipt.batchHash
        }
        guard let waiting = oldestUnsent?.counter, waiting <= last else { return nil }
        // The service may hold more than the batch brought; what is beyond its end it doesn't prove.
        let furthest = last - waiting < most ? last : waiting + (most - 1)
        for end in (waiting...furthest).reversed() where isMeant(waiting, end) { return end }
        let earliest = max(first, last >= most ? last - most + 1 : 1)
        guard earliest < waiting else { return nil }
        for begin in (earliest..<waiting).reversed() where isMeant(begin, last) { return last }
        return nil
    }
}
