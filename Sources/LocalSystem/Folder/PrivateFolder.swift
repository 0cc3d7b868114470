import DutyModel
import Glibc

/// Folders that only their owner can enter.
public enum PrivateFolder {
    /// Makes the folder with mode 0700, and what leads to it; leaves one that is there as it is, except for its mode.
    ///
    /// - Throws: `file_unreadable` for one that is there and may not be entered; `data_read_only`, `data_full`, `data_missing`, `file_unwritable`.
    public static func make(_ path: String) throws(DutyFailure) {
        do throws(SystemCallFailure) {
            try makeParents(of: path)
            try makeOne(path)
            try systemCall("chmod") { chmod(path, 0o700) }
        } catch {
            // A folder of another user's that this one may not even enter is nothing to be made writable.
            if error.call == "chmod" { _ = try FilePresence.isThere(path) }
            throw error.whenWriting(path)
        }
    }

    /// Opens the folder, making it alone, with mode 0700, where it is missing; its own folder must be there.
    ///
    /// - Throws: `data_read_only`, `data_full`, `data_missing`, `file_unwritable`.
    public static func open(_ path: String) throws(DutyFailure) -> OpenFile {
        do throws(SystemCallFailure) {
            try makeOne(path)
            return try OpenFile.folder(path)
        } catch {
            throw error.whenWriting(path)
        }
    }

    static func makeParents(of path: String) throws(SystemCallFailure) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: true).dropLast()
        var leading = path.hasPrefix("/") ? "/" : ""
        for part in parts {
            leading += part
            if access(leading, F_OK) != 0 { try makeOne(leading) }
            leading += "/"
        }
    }

    /// A folder that was made is on the disk, under its name, when this returns.
    static func makeOne(_ path: String) throws(SystemCallFailure) {
        do throws(SystemCallFailure) {
            try systemCall("mkdir") { mkdir(path, 0o700) }
        } catch {
            guard error.number == EEXIST else { throw error }
            return
        }
        try OpenFile.folder(PathParts(path).folder).synchronise()
    }
}
