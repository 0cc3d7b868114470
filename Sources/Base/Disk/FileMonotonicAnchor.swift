import DutyModel
import Glibc
import LocalSystem
import SecurityDevice
import Signing

/// An anchor in a file: two slots, written in turn, so that a write cut short spoils only the older number.
///
/// Both slots are synced, with the file's name, before the journal has a frame; what is raised later is not. After a power
/// cut it may name an older frame, never one that the journal does not hold, and never none: the sectors are there since.
/// It betrays a journal that was put back alone; whoever puts back both files needs more than a file to be seen.
public struct FileMonotonicAnchor: MonotonicAnchor {
    private let folder: OpenFile
    private let path: String
    private var file: OpenFile?
    private var highest: UInt64?
    private var nextSlot = 0

    /// The slots lie in sectors of their own.
    private static let slotBytes = 512
    private static let entryBytes = 8 + ContentHash.length

    /// The anchor `psd.anchor` in this folder; the folder is made where it is missing, and the file by `settle`.
    public init(folder path: String) throws(DutyFailure) {
        folder = try PrivateFolder.open(path)
        self.path = path + "/psd.anchor"
        do throws(SystemCallFailure) {
            file = try OpenFile.open(self.path, O_RDWR | O_NOFOLLOW)
        } catch {
            guard error.number == ENOENT else { throw error.whenWriting(self.path) }
        }
    }

    /// As `MonotonicAnchor` says.
    public mutating func read() throws(StorageFault) -> UInt64? {
        (highest, nextSlot) = (nil, 0)
        guard let file else { return nil }
        let bytes: [UInt8]
        do { bytes = try file.readAll(limitBytes: 2 * Self.slotBytes) } catch { throw .failed(error.words) }
        for slot in 0..<2 {
            let entry = bytes.dropFirst(slot * Self.slotBytes).prefix(Self.entryBytes)
            let number = entry.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            guard Array(entry) == Self.entry(number), highest.map({ number > $0 }) ?? true else { continue }
            highest = number
            nextSlot = 1 - slot
        }
        return highest
    }

    /// As `MonotonicAnchor` says.
    public mutating func settle() throws(StorageFault) {
        let number = highest ?? 0
        do throws(SystemCallFailure) {
            let file: OpenFile
            if let held = self.file {
                file = held
            } else {
                file = try OpenFile.open(path, O_RDWR | O_CREAT | O_NOFOLLOW)
                self.file = file
            }
            // The newest number stands in a slot already, or nowhere yet.
            for slot in [nextSlot, 1 - nextSlot] where slot == nextSlot || highest == nil {
                try file.write(Self.entry(number), at: slot * Self.slotBytes)
            }
            try file.synchronise()
            try folder.synchronise()
        } catch {
            throw error.fault
        }
        highest = number
    }

    /// As `MonotonicAnchor` says.
    public mutating func raise(to number: UInt64) throws(StorageFault) {
        guard let file, let highest else { throw .failed("there is no anchor") }
        guard number > highest else { return }
        do { try file.write(Self.entry(number), at: nextSlot * Self.slotBytes) } catch { throw .failed(error.words) }
        self.highest = number
        nextSlot = 1 - nextSlot
    }

    private static func entry(_ number: UInt64) -> [UInt8] {
        let bytes = withUnsafeBytes(of: number.bigEndian) { Array($0) }
        return bytes + ContentHash(sha256: bytes).bytes
    }
}
