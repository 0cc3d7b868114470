import DutyModel
import Foundation
import Glibc
import LocalSystem

/// A file that a command writes for the person who called it.
enum OutputFile {
    /// Refuses a place that cannot be written, before anything is done for it.
    static func requireWritable(_ path: String) throws(DutyFailure) {
        // The current folder would be meant otherwise.
        guard !path.isEmpty, !path.contains("\0") else { throw refusal("“\(path)”", "it is no path") }
        guard let kind = Kind(path) else {
            let folder = PathParts(path).folder
            guard access(folder, W_OK) == 0 else { throw refusal(path, "the folder \(folder): \(lastFault)") }
            guard Kind(folder) == .folder else { throw refusal(path, "\(folder) is not a folder") }
            return
        }
        guard kind != .folder else { throw refusal(path, "it is a folder") }
        guard access(path, W_OK) == 0 else { throw refusal(path, lastFault) }
    }

    /// Writes the whole file or leaves what was there, with its mode. A device or a pipe takes what is written and stays
    /// what it is; behind a link, the file that it names is meant.
    static func write(_ data: Data, to path: String) throws(DutyFailure) {
        try OutputPlace(path, roomBytes: data.count).fill(data)
    }

    /// Whether a device or a pipe stands there.
    static func isStream(_ path: String) -> Bool { Kind(path) == .other }

    /// The mode of the file that stands there, or the one that a new file gets.
    static func mode(of file: String) -> mode_t {
        var facts = stat()
        return stat(file, &facts) == 0 ? facts.st_mode & 0o7777 : newFileMode
    }

    /// The path of a file that goes with the one at a path; nil where that is a device or a pipe.
    static func beside(_ path: String, ending: String) -> String? { Kind(path) == .other ? nil : path + ending }

    /// What stands at a path, behind any link.
    private enum Kind {
        case file, folder, other

        init?(_ path: String) {
            var facts = stat()
            guard stat(path, &facts) == 0 else { return nil }
            self =
                switch facts.st_mode & S_IFMT {
                case S_IFREG: .file
                case S_IFDIR: .folder
                default: .other
                }
        }
    }

    /// What this user's new files have: everything but what the mask of the process takes away.
    private static var newFileMode: mode_t {
        let mask = umask(0)
        umask(mask)
        return 0o666 & ~mask
    }

    private static var lastFault: String { ErrorWords.of(errorNumber: errno) }

    private static func refusal(_ path: String, _ why: String) -> DutyFailure {
        DutyFailure(.fileUnwritable, "\(path) cannot be written: \(why).")
    }
}
