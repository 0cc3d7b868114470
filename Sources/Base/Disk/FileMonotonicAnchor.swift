import DutyModel
import Glibc
import LocalSystem
import SecurityDevice
import Signing

/// An anchor in a file: two slots, written in turn, so that a write cut short spoils only the older number.
///
/// It is not synced: after a power cut it may name an older frame, never one that the journal does not hold. It
/// betrays a journal that was put back alone; whoever puts back both files needs more than a file to be seen. A file
/// that holds no number says as little as a missing one: the next frame writes it anew.
public struct FileMonotonicAnchor: MonotonicAnchor {
    private let file: OpenFile
    private var highest: UInt64 = 0
    private var nextSlot = 0

    /// The slots lie in sectors of their own.
    private static let slotBytes = 512
    private static let entryBytes = 8 + ContentHash.length

    /// The anchor `psd.anchor` in this folder; folder and file are made where they are missing.
    public init(folder path: String) throws(DutyFailure) {
        _ = try PrivateFolder.open(path)
        let name = path + "/psd.anchor"
        do {
            file = try OpenFile.open(name, O_RDWR | O_CREAT | O_NOFOLLOW)
        } catch {
            throw error.whenWriting(name)
        }
    }

    public mutating func read() throws(StorageFault) -> UInt64 {
        let bytes: [UInt8]
        do { bytes = try file.readAll(limitBytes: 2 * Self.slotBytes) } catch { throw .failed(error.words) }
        highest = 0
        nextSlot = 0
        for slot in 0..<2 {
            let entry = bytes.dropFirst(slot * Self.slotBytes).prefix(Self.entryBytes)
            let number = entry.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            guard Array(entry) == Self.entry(number), number > highest else { continue }
            highest = number
            nextSlot = 1 - slot
        }
        return highest
    }

    public mutating func raise(to number: UInt64) throws(StorageFault) {
        guard number > highest else { return }
        do { try file.write(Self.entry(number), at: nextSlot * Self.slotBytes) } catch { throw .failed(error.words) }
        highest = number
        nextSlot = 1 - nextSlot
    }

    private static func entry(_ number: UInt64) -> [UInt8] {
        let bytes = withUnsafeBytes(of: number.bigEndian) { Array($0) }
        return bytes + ContentHash(sha256: bytes).bytes
    }
}
