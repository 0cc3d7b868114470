import DutyModel
import Glibc
import LocalSystem
import SecurityDevice

/// A journal in a file of a folder of its own; mode 0600 in 0700.
///
/// Holds a lock on the folder, which ends with the process: two programs never write one journal. Blocks its
/// caller for as long as the disk takes.
public struct FileJournalStorage: JournalStorage {
    private let path: String
    private let folder: OpenFile
    private var file: OpenFile?
    private var size = 0
    /// Up to here the file system has set room aside.
    private var allocatedEnd = 0
    private var folderIsDirty = false

    /// Room set aside at a time, so that appending seldom asks the file system for more.
    private static let chunkBytes = 256 << 10

    /// The journal `psd.journal` in this folder, which is made where it is missing.
    ///
    /// Throws `data_in_use`, `data_missing`, `data_read_only`, `data_full`, and `key_exposed` where others may
    /// read the file.
    public init(folder path: String) throws(DutyFailure) {
        self.path = path + "/psd.journal"
        let exposed: Bool
        folder = try PrivateFolder.open(path)
        do throws(SystemCallFailure) {
            try folder.lock()
        } catch {
            throw DutyFailure(.dataInUse, "Another process uses the journal in \(path).")
        }
        do throws(SystemCallFailure) {
            // What a crash left of a snapshot that was never put in place.
            unlink(self.path + ".new")
            let opened = try OpenFile.open(self.path, O_RDWR | O_NOFOLLOW)
            file = opened
            size = try opened.sizeBytes()
            allocatedEnd = size
            exposed = try opened.isExposed()
        } catch {
            guard error.number == ENOENT else { throw error.whenWriting(self.path) }
            exposed = false
        }
        guard !exposed else { throw DutyFailure(.keyExposed, "The journal \(self.path) can be read by others.") }
    }

    /// As `JournalStorage` says.
    public mutating func readAll() throws(StorageFault) -> [UInt8]? {
        guard let file else { return nil }
        do { return try file.readAll(limitBytes: try file.sizeBytes()) } catch { throw .failed(error.words) }
    }

    /// As `JournalStorage` says.
    public mutating func append(_ bytes: [UInt8]) throws(StorageFault) {
        guard let file else { throw .failed("there is no journal") }
        do {
            try file.write(bytes, at: size)
            size += bytes.count
        } catch {
            guard error.meansNoSpace else { throw error.fault }
            do { try file.truncate(toBytes: size) } catch { throw .failed(error.words) }
            allocatedEnd = size
            throw .noSpace
        }
    }

    /// As `JournalStorage` says.
    public mutating func sync() throws(StorageFault) {
        do {
            try file?.synchroniseData()
            if folderIsDirty {
                try folder.synchronise()
                folderIsDirty = false
            }
        } catch { throw .failed(error.words) }
    }

    /// As `JournalStorage` says.
    public mutating func replace(with bytes: [UInt8]) throws(StorageFault) {
        let temporary = path + ".new"
        let new: OpenFile
        do {
            new = try OpenFile.open(temporary, O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW)
            try new.write(bytes, at: 0)
            try new.synchronise()
        } catch {
            unlink(temporary)
            throw error.fault
        }
        folderIsDirty = true
        do {
            try systemCall("rename") { rename(temporary, path) }
            try folder.synchronise()
        } catch { throw .failed(error.words) }
        folderIsDirty = false
        file = new
        size = bytes.count
        allocatedEnd = size
    }

    /// As `JournalStorage` says.
    public mutating func truncate(to length: Int) throws(StorageFault) {
        do {
            try file?.truncate(toBytes: length)
            try file?.synchronise()
            size = length
            allocatedEnd = length
        } catch { throw .failed(error.words) }
    }

    /// As `JournalStorage` says.
    public mutating func ensureRoom(_ bytes: Int) throws(StorageFault) {
        guard let file else { throw .failed("there is no journal") }
        guard size + bytes > allocatedEnd else { return }
        // A journal's reader takes the zeros for room never written.
        for ahead in [bytes + Self.chunkBytes, bytes] {
            do {
                try file.allocate(ahead, from: size)
                allocatedEnd = size + ahead
                return
            } catch {
                guard error.meansNoSpace else { throw error.fault }
            }
        }
        throw .noSpace
    }
}
