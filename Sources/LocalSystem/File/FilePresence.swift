import DutyModel
import Foundation
import Glibc

/// Whether a file or folder is where it was left. What may not be looked at is not lost, and is never taken for it.
public enum FilePresence {
    /// Whether there is something at `path` that this user may read, or, for a folder, enter; false only where there is
    /// nothing.
    ///
    /// - Throws: `file_unreadable` where the user may not, or where the disk or the path doesn't say.
    public static func isThere(_ path: String) throws(DutyFailure) -> Bool {
        do throws(SystemCallFailure) {
            var facts = stat()
            try systemCall("stat") { stat(path, &facts) }
            let isFolder = facts.st_mode & S_IFMT == S_IFDIR
            try systemCall("access") { faccessat(AT_FDCWD, path, isFolder ? R_OK | X_OK : R_OK, AT_EACCESS) }
            return true
        } catch {
            if error.meansNothingThere { return false }
            throw error.whenReading(path)
        }
    }

    /// A sentence for a folder that holds nothing, behind one that says what is missing: it may be the place of a disk that is
    /// not mounted. Empty for any other.
    public static func hintIfEmpty(_ folder: String) -> String {
        // A part's lock is made before anything is looked for.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? ["?"]
        guard Set(names).subtracting(["lock", "lost+found"]).isEmpty else { return "" }
        return " \(folder) is an empty folder: where a disk belongs there, mount it before anything else."
    }
}
