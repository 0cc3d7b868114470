import DutyModel

/// A journal open for appending: every frame is durable before `append` returns.
struct Journal: Sendable {
    private var storage: any JournalStorage
    private var anchor: any MonotonicAnchor
    private(set) var lastNumber: UInt64
    private var lastHash: ContentHash
    /// Bytes of events since the snapshot.
    private(set) var eventBytes = 0
    /// Bytes of the snapshot at the head of the file.
    private(set) var snapshotBytes = 0

    /// Reads the journal and makes what it holds durable; nil for the frames where there is no journal yet.
    ///
    /// A frame that was whole in the file but perhaps never synced counts from here on, so it is synced before
    /// anybody sees it. The anchor is durable on return, and so before the first frame that is written from now on.
    /// Throws `journal_damaged`, `journal_rolled_back`, `anchor_missing`, `journal_write_failed`.
    static func open(
        storage: any JournalStorage, anchor: any MonotonicAnchor
    ) throws(DutyFailure) -> (journal: Journal, frames: [JournalFrame]?) {
        var journal = Journal(storage: storage, anchor: anchor, lastNumber: 0, lastHash: .zero)
        do {
            let anchored = try journal.anchor.read()
            guard let bytes = try journal.storage.readAll() else {
                guard anchored ?? 0 == 0 else { throw rolledBack }
                try journal.anchor.settle()
                return (journal, nil)
            }
            let scan = try JournalScan(bytes)
            guard let last = scan.frames.last, last.number >= anchored ?? 0 else { throw rolledBack }
            // A journal of which every frame is older had no promise of an anchor; its next frame carries it over.
            guard anchored != nil || !scan.isAnchored else { throw anchorMissing }
            try journal.anchor.settle()
            if scan.soundBytes < bytes.count { try journal.storage.truncate(to: scan.soundBytes) }
            try journal.storage.sync()
            journal.lastNumber = last.number
            journal.lastHash = scan.lastHash
            journal.snapshotBytes = scan.snapshotBytes
            journal.eventBytes = scan.soundBytes - journal.snapshotBytes
            // The anchor is not raised here: what was read may still be on its way to the disk, and an anchor
            // ahead of the journal would condemn it.
            return (journal, scan.frames)
        } catch let fault as StorageFault {
            throw failure(for: fault)
        } catch let failure as DutyFailure {
            throw failure
        } catch {
            throw DutyFailure(
                .internalError, "The journal of the security device can’t be opened: \(ErrorWords.of(error)).")
        }
    }

    /// Appends one event and makes it durable, leaving at least `reserve` bytes of room behind it.
    ///
    /// `noSpace` means that nothing happened; after `failed` the journal is not used again.
    mutating func append(_ payload: [UInt8], reserve: Int) throws(StorageFault) {
        let frame = JournalFrame(kind: .event, number: lastNumber + 1, previous: lastHash, payload: payload)
        let (bytes, hash) = frame.encoded()
        guard bytes.count <= JournalFrame.eventSectorsMaximum * JournalFrame.sectorBytes else {
            throw .failed("an event is larger than a frame")
        }
        try storage.ensureRoom(bytes.count + reserve)
        try storage.append(bytes)
        do {
            try storage.sync()
            try anchor.raise(to: frame.number)
        } catch {
            // Whether the frame is durable is unknown, so even a full disk is no longer harmless here.
            throw .failed(error.words)
        }
        lastNumber = frame.number
        lastHash = hash
        eventBytes += bytes.count
    }

    /// Puts a snapshot in the place of all frames so far. `noSpace` means that they are still there.
    mutating func compact(into payload: [UInt8]) throws(StorageFault) {
        let frame = JournalFrame(kind: .snapshot, number: lastNumber + 1, previous: lastHash, payload: payload)
        let (bytes, hash) = frame.encoded()
        try storage.replace(with: bytes)
        lastNumber = frame.number
        lastHash = hash
        eventBytes = 0
        snapshotBytes = bytes.count
        do { try anchor.raise(to: frame.number) } catch { throw .failed(error.words) }
    }

    /// A fault of the storage in the words of the device.
    static func failure(for fault: StorageFault) -> DutyFailure {
        switch fault {
        case .noSpace: DutyFailure(.psdStoreFull, "The disk has no room for another record.")
        case .failed(let words):
            DutyFailure(.journalWriteFailed, "The journal of the security device could not be written: \(words).")
        }
    }

    private static var rolledBack: DutyFailure {
        DutyFailure(.journalRolledBack, "The journal is older than what was already acknowledged.")
    }

    private static var anchorMissing: DutyFailure {
        DutyFailure(
            .anchorMissing,
            "The anchor of the security device's journal is missing or damaged, so nothing shows that the journal is the "
                + "newest.")
    }
}
