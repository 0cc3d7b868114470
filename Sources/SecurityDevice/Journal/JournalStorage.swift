import DutyModel

/// Where a device's journal lies: one file, seen as bytes.
///
/// A storage belongs to one device at a time. After a `failed` fault it is not used again: what the disk holds
/// is then unknown, and only reading it anew can tell.
public protocol JournalStorage: Sendable {
    /// The whole journal; nil where there is none yet.
    mutating func readAll() throws(StorageFault) -> [UInt8]?
    /// Appends bytes; they are durable only after the next `sync`. With `noSpace` nothing was appended.
    mutating func append(_ bytes: [UInt8]) throws(StorageFault)
    /// Makes everything appended so far durable, the file's name in its folder too.
    mutating func sync() throws(StorageFault)
    /// Puts these bytes in the place of the journal: after a crash there is the old one or the new one, whole.
    /// Durable on return. With `noSpace` the old one is still there and may be appended to.
    mutating func replace(with bytes: [UInt8]) throws(StorageFault)
    /// Cuts the journal to this length; durable on return.
    mutating func truncate(to length: Int) throws(StorageFault)
    /// Makes sure that so many more bytes can be appended without running out of room; else throws `noSpace`.
    mutating func ensureRoom(_ bytes: Int) throws(StorageFault)
}

/// Why a storage did not do what it was told.
public enum StorageFault: ErrorInWords, Hashable, Sendable {
    /// There is no room; what was there is untouched.
    case noSpace
    /// The disk failed, in these words; what it holds now is unknown.
    case failed(String)

    /// What happened, as a clause.
    public var words: String {
        switch self {
        case .noSpace: "the disk is full"
        case .failed(let words): words
        }
    }
}

/// A number outside the journal that never goes down: the newest frame known to be durable.
///
/// It is the journal's commit mark, and it betrays a journal put back from an old copy. It is made durable before the
/// first frame is; a journal without its anchor is damaged from then on. Its later numbers are raised after the
/// journal's sync and need not be durable themselves: so it can never be ahead of the journal, and one that is a
/// few frames behind after a power cut only sees a little less. A TPM counter fits it.
public protocol MonotonicAnchor: Sendable {
    /// The highest number ever raised to that is still known; nil where there is no anchor, or nothing in it that is a
    /// number.
    mutating func read() throws(StorageFault) -> UInt64?
    /// Makes what `read` found durable, its name too; an anchor that was not there begins with 0.
    mutating func settle() throws(StorageFault)
    /// Raises the number; only after `settle`.
    mutating func raise(to number: UInt64) throws(StorageFault)
}
