/// Bounds of a device's memory and journal.
public struct DeviceLimits: Hashable, Sendable {
    /// The most records that may wait for a receipt; above it franking stops, nothing is dropped. About half a
    /// year of a busy counter, and a snapshot of four megabytes.
    public var unsentRecordsMaximum: Int
    /// Records kept after their receipt, for people to look at and for a back end that was restored from a backup: what
    /// it lost is sent again from here. Days of a busy counter, and some 300 kilobytes of a snapshot.
    public var recordsKept: Int
    /// Journal bytes after which a snapshot replaces it, at the least; opening reads them all.
    public var compactionBytes: Int
    /// Bytes of disk an impression leaves free for what must never fail for want of room: an outstanding
    /// refill's tries and grant, audits, receipts.
    public var frankingReserveBytes: Int
    /// Bytes of disk a question leaves free for its answer.
    public var questionReserveBytes: Int
    /// The most declarations of spoiled prints that may wait for the back end; above it no more are made, nothing is
    /// dropped. A counter spoils a few sheets a week.
    public var unacknowledgedSpoilsMaximum: Int
    /// The most impressions kept beyond the newest records because no print of them is known to have come out; above it
    /// franking stops, nothing is dropped. Weeks of a busy counter that never says so, and a snapshot of four megabytes.
    public var unsettledPrintsMaximum: Int

    /// Limits; the defaults suit one counter.
    public init(
        unsentRecordsMaximum: Int = 10_000, recordsKept: Int = 1_000, compactionBytes: Int = 1 << 20,
        frankingReserveBytes: Int = 64 << 10, questionReserveBytes: Int = 16 << 10,
        unacknowledgedSpoilsMaximum: Int = 1_000, unsettledPrintsMaximum: Int = 10_000
    ) {
        self.unsentRecordsMaximum = unsentRecordsMaximum
        self.recordsKept = recordsKept
        self.compactionBytes = compactionBytes
        self.frankingReserveBytes = frankingReserveBytes
        self.questionReserveBytes = questionReserveBytes
        self.unacknowledgedSpoilsMaximum = unacknowledgedSpoilsMaximum
        self.unsettledPrintsMaximum = unsettledPrintsMaximum
    }
}
