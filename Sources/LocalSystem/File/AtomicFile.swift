import DutyModel
import Glibc

/// Files that are either the old ones or the new ones, never something between.
public enum AtomicFile {
    /// Puts `bytes` at `path`, with exactly this mode.
    ///
    /// When it returns, the content and the name are on the disk; a crash at any moment leaves the old file or the
    /// new one. A file has one writer at a time (the holder of the folder's lock), so what an earlier crash left
    /// under the temporary name is simply replaced.
    ///
    /// - Throws: `data_full`, `data_read_only`, `data_missing`, `file_unwritable`; the old file is then untouched.
    public static func write(_ bytes: [UInt8], to path: String, mode: UInt32) throws(DutyFailure) {
        let (folderPath, name) = (PathParts(path).folder, PathParts(path).name)
        do throws(SystemCallFailure) {
            let folder = try OpenFile.folder(folderPath)
            let partial = ".\(name).partial"
            unlinkat(folder.descriptor, partial, 0)
            do throws(SystemCallFailure) {
                try writePartial(bytes, in: folder, as: partial, mode: mode)
                try systemCall("renameat") { renameat(folder.descriptor, partial, folder.descriptor, name) }
            } catch {
                unlinkat(folder.descriptor, partial, 0)
                throw error
            }
            try folder.synchronise()
        } catch {
            throw error.whenWriting(path)
        }
    }

    /// Puts `bytes` at `path`, where nothing may be yet, with exactly this mode; until they are whole they stand beside it, at
    /// `path` with `.new` behind it.
    ///
    /// When it returns, the content and the name are on the disk; a crash at any moment leaves nothing at `path`, or the whole
    /// file. What an earlier crash left under the other name is replaced.
    public static func create(_ bytes: [UInt8], at path: String, mode: UInt32) throws(SystemCallFailure) {
        let name = PathParts(path).name
        let folder = try OpenFile.folder(PathParts(path).folder)
        let partial = name + ".new"
        unlinkat(folder.descriptor, partial, 0)
        defer { unlinkat(folder.descriptor, partial, 0) }
        try writePartial(bytes, in: folder, as: partial, mode: mode)
        try systemCall("linkat") { linkat(folder.descriptor, partial, folder.descriptor, name, 0) }
        try folder.synchronise()
    }

    private static func writePartial(
        _ bytes: [UInt8], in folder: OpenFile, as name: String, mode: UInt32
    ) throws(SystemCallFailure) {
        // O_EXCL: nobody can plant a link under the temporary name and have us write through it.
        let file = try folder.open(name: name, O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
        try systemCall("fchmod") { fchmod(file.descriptor, mode) }
        try file.writeAll(bytes)
        try file.synchronise()
    }
}
