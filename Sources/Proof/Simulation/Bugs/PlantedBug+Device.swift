import Exchanges
import SecurityDevice
import Signing

extension PlantedBug {
    /// The tags of the journal's events that are not synced.
    var unsyncedTags: Set<UInt8>? {
        switch self {
        case .debitNotDurable: [3]
        case .pendingNotDurable: [4]
        case .statementNotDurable: [5, 8]
        case .drawingNotDurable: [30]
        case .deliveryNotDurable: [32]
        case .spoilNotDurable: [19]
        case .standingNotDurable: [36]
        default: nil
        }
    }

    /// The contexts whose signatures the device takes for good unseen.
    var believedContexts: [SigningContext] {
        switch self {
        case .believesUnsignedAnswers: [.grant, .envelope]
        case .believesUnsignedReceipts: [.usageReceipt]
        default: []
        }
    }
}

/// A journal with a planted bug: events of these tags are appended and not synced.
struct ForgetfulJournal: JournalStorage {
    var inner: any JournalStorage
    let unsynced: Set<UInt8>
    private var skipsSync = false
    private static let acted: UInt8 = 24

    init(inner: any JournalStorage, unsynced: Set<UInt8>) {
        self.inner = inner
        self.unsynced = unsynced
    }

    mutating func readAll() throws(StorageFault) -> [UInt8]? { try inner.readAll() }

    mutating func append(_ bytes: [UInt8]) throws(StorageFault) {
        // The tag is the first byte behind a frame's header of 54 bytes; what an act brought about stands behind its name.
        var tag = bytes.count > 54 ? bytes[54] : 0
        if tag == Self.acted, bytes.count > 71 { tag = bytes[71] }
        skipsSync = unsynced.contains(tag)
        try inner.append(bytes)
    }

    mutating func sync() throws(StorageFault) {
        if skipsSync {
            skipsSync = false
        } else {
            try inner.sync()
        }
    }

    mutating func replace(with bytes: [UInt8]) throws(StorageFault) { try inner.replace(with: bytes) }
    mutating func truncate(to length: Int) throws(StorageFault) { try inner.truncate(to: length) }
    mutating func ensureRoom(_ bytes: Int) throws(StorageFault) { try inner.ensureRoom(bytes) }
}

/// A planted bug: an anchor that remembers nothing.
struct BlindAnchor: MonotonicAnchor {
    mutating func read() throws(StorageFault) -> UInt64? { 0 }
    mutating func settle() throws(StorageFault) {}
    mutating func raise(to number: UInt64) throws(StorageFault) {}
}
