import DutyModel
import Exchanges
import Signing

/// What a journal's bytes hold: its frames, and how much of the file they fill.
struct JournalScan {
    /// The frames in order; the first is a snapshot.
    var frames: [JournalFrame] = []
    /// Hash of the last frame.
    var lastHash: ContentHash = .zero
    /// Bytes of whole frames; what stands behind is a write that was cut short.
    var soundBytes = 0
    /// Bytes of the first frame, the snapshot.
    var snapshotBytes = 0
    /// Whether the anchor was durable before one of these frames was written.
    var isAnchored: Bool { frames.contains { $0.version >= 2 } }

    /// Reads a journal. Only a last frame that was not wholly written is left out; anything else that is not as
    /// it was written throws `journal_damaged`, a newer format `data_newer_version`.
    init(_ bytes: [UInt8]) throws(DutyFailure) {
        while soundBytes < bytes.count {
            guard let (frame, hash, length) = try Self.frame(in: bytes, at: soundBytes) else { break }
            try accept(frame)
            lastHash = hash
            if frames.count == 1 { snapshotBytes = length }
            soundBytes += length
        }
        guard let first = frames.first, first.kind == .snapshot else {
            throw Self.damaged("it does not begin with a snapshot")
        }
    }

    private mutating func accept(_ frame: JournalFrame) throws(DutyFailure) {
        if let last = frames.last {
            guard frame.kind == .event, frame.number == last.number + 1, frame.previous == lastHash else {
                throw Self.damaged("frame \(frame.number) does not follow the one before it")
            }
        }
        frames.append(frame)
    }

    /// The frame that begins here, or nil where it was not wholly written and nothing stands behind it.
    private static func frame(
        in bytes: [UInt8], at start: Int
    ) throws(DutyFailure) -> (JournalFrame, ContentHash, Int)? {
        let sector = JournalFrame.sectorBytes
        guard isWritten(bytes, sectorAt: start) else {
            try requireNothing(in: bytes, from: start + sector, atMost: JournalFrame.eventSectorsMaximum - 1)
            return nil
        }
        guard bytes[start + sector - 1] == JournalFrame.firstMark else { throw damaged("a frame has no beginning") }
        var header = BinaryReader(journal: bytes[start..<start + JournalFrame.headerBytes])
        guard try header.bytes(4) == JournalFrame.magic else { throw damaged("a frame has no beginning") }
        let version = try header.number(as: UInt8.self)
        guard version <= JournalFrame.version else {
            throw DutyFailure(.dataNewerVersion, "The journal was written by a newer version.")
        }
        let kindByte = try header.number(as: UInt8.self)
        let sectors = Int(try header.number(as: UInt32.self))
        let number = try header.number(as: UInt64.self)
        let length = Int(try header.number(as: UInt32.self))
        let previous = ContentHash(unchecked: try header.bytes(ContentHash.length))
        let most =
            kindByte == JournalFrame.Kind.snapshot.rawValue
            ? JournalFrame.sectorsMaximum : JournalFrame.eventSectorsMaximum
        let needed = JournalFrame.headerBytes + length + ContentHash.length
        guard version >= JournalFrame.oldestVersion, let kind = JournalFrame.Kind(rawValue: kindByte),
            number > 0, number < .max,
            (1...most).contains(sectors),
            sectors == (needed + JournalFrame.contentBytes - 1) / JournalFrame.contentBytes
        else { throw damaged("a frame's header makes no sense") }
        for index in 1..<max(1, sectors) where !isWritten(bytes, sectorAt: start + index * sector) {
            // The whole event was one write and nothing follows it until it is durable.
            guard kind == .event else { throw damaged("a snapshot is not whole") }
            try requireNothing(in: bytes, from: start + sectors * sector, atMost: 0)
            return nil
        }
        var content: [UInt8] = []
        content.reserveCapacity(sectors * JournalFrame.contentBytes)
        for index in 0..<sectors {
            let place = start + index * sector
            let mark = index == 0 ? JournalFrame.firstMark : JournalFrame.nextMark
            guard bytes[place + sector - 1] == mark else { throw damaged("a sector of frame \(number) is damaged") }
            content.append(contentsOf: bytes[place..<place + sector - 1])
        }
        let hash = ContentHash(sha256: Array(content.dropLast(ContentHash.length)))
        guard content.suffix(ContentHash.length).elementsEqual(hash.bytes) else {
            throw damaged("frame \(number) is damaged")
        }
        let payload = Array(content[JournalFrame.headerBytes..<JournalFrame.headerBytes + length])
        let frame = JournalFrame(kind: kind, number: number, previous: previous, payload: payload, version: version)
        return (frame, hash, sectors * sector)
    }

    /// Whether the sector is there whole and was written: one that was not reads as zeros.
    private static func isWritten(_ bytes: [UInt8], sectorAt start: Int) -> Bool {
        guard start + JournalFrame.sectorBytes <= bytes.count else { return false }
        return bytes[start + JournalFrame.sectorBytes - 1] != 0
            || bytes[start..<start + JournalFrame.sectorBytes] != neverWritten
    }

    private static let neverWritten = [UInt8](repeating: 0, count: JournalFrame.sectorBytes)[...]

    /// Throws unless what follows can be the rest of one write that was cut short: at most so many sectors,
    /// none of them the beginning of a frame; sectors never written may follow without end.
    private static func requireNothing(in bytes: [UInt8], from start: Int, atMost most: Int) throws(DutyFailure) {
        var place = start
        while place + JournalFrame.sectorBytes <= bytes.count {
            if isWritten(bytes, sectorAt: place) {
                let isRest = bytes[place + JournalFrame.sectorBytes - 1] == JournalFrame.nextMark
                guard isRest, place < start + most * JournalFrame.sectorBytes else {
                    throw damaged("something stands behind a frame that is not whole")
                }
            }
            place += JournalFrame.sectorBytes
        }
    }

    static func damaged(_ what: String) -> DutyFailure {
        DutyFailure(.journalDamaged, "The journal of the security device is damaged: \(what).")
    }
}
