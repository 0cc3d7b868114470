import DutyModel
import Exchanges
import Signing

/// One frame of the journal: a snapshot or an event, chained to the frame before it.
///
/// On disk it fills whole sectors of 512 bytes, the unit that a disk writes whole or not at all. The last byte
/// of each sector is a mark that is never zero, so a sector that was not written can be told from one that was
/// damaged afterwards. The other bytes, put together, are: magic (4), version (1), kind (1), sectors (4),
/// number (8), payload length (4), hash of the frame before (32), payload, zeros, SHA-256 of all that (32).
struct JournalFrame: Hashable, Sendable {
    /// What a frame holds.
    enum Kind: UInt8, Sendable {
        /// The whole state; the first frame of a file, and only that.
        case snapshot = 1
        /// One event.
        case event = 2
    }

    static let sectorBytes = 512
    static let contentBytes = sectorBytes - 1
    /// Version 2 is written only where the anchor was made durable before; the bytes are those of version 1.
    static let version: UInt8 = 2
    static let oldestVersion: UInt8 = 1
    static let magic: [UInt8] = Array("DMJ1".utf8)
    static let headerBytes = 54
    static let firstMark: UInt8 = 0xD1
    static let nextMark: UInt8 = 0xD2
    /// The most an event may fill; bounds what a torn write can leave behind.
    static let eventSectorsMaximum = 16
    /// The most a frame may fill (32 MiB); bounds what a damaged length can make us read.
    static let sectorsMaximum = 65_536

    let kind: Kind
    /// Counts the frames of a device's life, over all snapshots.
    let number: UInt64
    let previous: ContentHash
    let payload: [UInt8]
    var version = JournalFrame.version

    /// The bytes on disk, and the hash to which the next frame is chained.
    func encoded() -> (bytes: [UInt8], hash: ContentHash) {
        let needed = Self.headerBytes + payload.count + ContentHash.length
        let sectors = (needed + Self.contentBytes - 1) / Self.contentBytes
        var writer = BinaryWriter()
        writer.append(raw: Self.magic)
        writer.append(version)
        writer.append(kind.rawValue)
        writer.append(UInt32(sectors))
        writer.append(number)
        writer.append(UInt32(payload.count))
        writer.append(raw: previous.bytes)
        writer.append(raw: payload)
        var content = writer.bytes
        content += [UInt8](repeating: 0, count: sectors * Self.contentBytes - needed)
        let hash = ContentHash(sha256: content)
        content.append(contentsOf: hash.bytes)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(sectors * Self.sectorBytes)
        for sector in 0..<sectors {
            bytes.append(contentsOf: content[sector * Self.contentBytes..<(sector + 1) * Self.contentBytes])
            bytes.append(sector == 0 ? Self.firstMark : Self.nextMark)
        }
        return (bytes, hash)
    }
}
