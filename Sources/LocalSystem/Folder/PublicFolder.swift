import DutyModel
import Glibc

/// Folders that everybody may look into and only their owner may change.
public enum PublicFolder {
    /// The mode of such a folder; whoever gave it more keeps that.
    public static let mode: mode_t = 0o755

    /// Makes the folder with mode 0755, and what leads to it with mode 0700. One that is there keeps every right that it
    /// gives; where it is this user's own, it is opened to readers again.
    ///
    /// - Throws: `data_read_only`, `data_full`, `data_missing`, `file_unwritable`.
    public static func make(_ path: String) throws(DutyFailure) {
        do throws(SystemCallFailure) {
            try PrivateFolder.makeParents(of: path)
            try PrivateFolder.makeOne(path)
            var facts = stat()
            try systemCall("stat") { stat(path, &facts) }
            guard facts.st_uid == geteuid(), facts.st_mode & mode != mode else { return }
            try systemCall("chmod") { chmod(path, facts.st_mode & 0o7777 | mode) }
        } catch {
            throw error.whenWriting(path)
        }
    }
}
