import DutyModel
import Glibc

/// A file that is to stand at a path later, with the room for it set aside now: whoever has one can still meet a broken
/// disk, and no longer a full one or a place that can't be written.
///
/// Until it is placed, the room lies beside the path in a hidden file of its own, which goes when this object does; a
/// process that is killed leaves it behind (`.dutymark-….partial`), and it may be deleted. What stands at the path is
/// untouched until then.
public final class ReservedFile {
    private let folder: OpenFile
    private let file: OpenFile
    private let path: String
    private let partial: String
    private var isPlaced = false

    /// Sets room aside for a file at `path` with exactly this mode.
    ///
    /// - Throws: `data_full`, `data_read_only`, `data_missing`, `file_unwritable`.
    public init(at path: String, mode: UInt32, roomBytes: Int) throws(DutyFailure) {
        self.path = path
        // Two commands may write to one place at once, so no name is shared, and a long name of the file doesn't matter.
        partial = ".dutymark-\(getpid())-\(UInt32.random(in: 0 ... .max)).partial"
        do throws(SystemCallFailure) {
            folder = try OpenFile.folder(PathParts(path).folder)
            // O_EXCL: nobody can plant a link under this name and have us write through it.
            file = try folder.open(name: partial, O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
        } catch {
            throw error.whenWriting(path)
        }
        do throws(SystemCallFailure) {
            try systemCall("fchmod") { fchmod(file.descriptor, mode) }
            if roomBytes > 0 { try file.allocate(roomBytes, from: 0) }
        } catch {
            unlinkat(folder.descriptor, partial, 0)
            isPlaced = true
            throw error.whenWriting(path)
        }
    }

    deinit { if !isPlaced { unlinkat(folder.descriptor, partial, 0) } }

    /// Puts these bytes at the path. When it returns, content and name are on the disk; before, what was there stands.
    ///
    /// - Throws: `data_full` for more bytes than there is room for, `data_read_only`, `data_missing`, `file_unwritable`.
    public func place(_ bytes: [UInt8]) throws(DutyFailure) {
        do throws(SystemCallFailure) {
            try file.write(bytes, at: 0)
            try file.truncate(toBytes: bytes.count)
            try file.synchronise()
            try systemCall("renameat") {
                renameat(folder.descriptor, partial, folder.descriptor, PathParts(path).name)
            }
            isPlaced = true
            try folder.synchronise()
        } catch {
            throw error.whenWriting(path)
        }
    }
}
