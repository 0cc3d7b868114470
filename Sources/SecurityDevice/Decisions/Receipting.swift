import DutyModel
import Exchanges
import Signing

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
