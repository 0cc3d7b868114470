import DutyModel
import Exchanges

/// The newest usage records: all that wait for a receipt, and a few more for people to look at.
struct UsageTail: Hashable, Sendable {
    /// The records in the order of their counters, without a gap.
    private(set) var records: [SignedUsageRecord] = []
    /// What the waiting clock showed when each record was made.
    private(set) var madeAt: [Int64] = []
    /// Up to this counter a receipt has come; 0 before the first.
    private(set) var durableThrough: UInt32 = 0

    /// How many records wait for a receipt.
    var unsentCount: Int { records.count - firstUnsent }

    /// The oldest record that waits.
    var oldestUnsent: SignedUsageRecord? { firstUnsent < records.count ? records[firstUnsent] : nil }

    /// What the waiting clock showed when the oldest record that waits was made.
    var oldestUnsentMadeAt: Int64? { firstUnsent < madeAt.count ? madeAt[firstUnsent] : nil }

    /// Records that wait, from this counter on, oldest first.
    func unsent(from counter: UInt32, limit: Int) -> [SignedUsageRecord] {
        var start = firstUnsent
        if let first = records.first?.counter, counter > first {
            start = max(start, min(records.count, Int(counter - first)))
        }
        return Array(records[start...].prefix(max(0, limit)))
    }

    /// All records that are here, from this counter on, oldest first.
    func history(from counter: UInt32, limit: Int) -> [SignedUsageRecord] {
        guard let first = records.first?.counter else { return [] }
        let start = counter > first ? min(records.count, Int(counter - first)) : 0
        return Array(records[start...].prefix(max(0, limit)))
    }

    /// The newest records, newest first.
    func recent(limit: Int) -> [SignedUsageRecord] { records.suffix(max(0, limit)).reversed() }

    /// The record with this counter, where it is still here.
    func record(counter: UInt32) -> SignedUsageRecord? {
        guard let first = records.first?.counter, counter >= first else { return nil }
        let place = Int(counter - first)
        return place < records.count ? records[place] : nil
    }

    mutating func append(_ record: SignedUsageRecord, madeAt: Int64) {
        records.append(record)
        self.madeAt.append(madeAt)
    }

    /// The waiting clock was put right: each record's reading of it follows.
    mutating func putRight(_ reading: (Int64) -> Int64) { madeAt = madeAt.map(reading) }

    /// Takes note of a receipt and drops what it covers, save the newest `kept`; returns what it dropped.
    mutating func markDurable(through counter: UInt32, kept: Int) -> ArraySlice<SignedUsageRecord> {
        durableThrough = max(durableThrough, counter)
        let dropped = max(0, min(firstUnsent, records.count - kept))
        defer { records.removeFirst(dropped) }
        madeAt.removeFirst(dropped)
        return records.prefix(dropped)
    }

    /// Where the first record that waits stands.
    private var firstUnsent: Int {
        guard let first = records.first?.counter, durableThrough >= first else { return 0 }
        return min(records.count, Int(durableThrough - first) + 1)
    }
}
