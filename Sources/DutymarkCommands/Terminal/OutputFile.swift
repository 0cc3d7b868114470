import DutyModel
import Foundation
import Glibc
import LocalSystem

/// A file that a command writes for the person who called it.
enum OutputFile {
    /// Refuses a place that cannot be written, before anything is done for it.
    static func requireWritable(_ path: String) throws(DutyFailure) {
        let folder = PathParts(path).folder
        guard let kind = Kind(path) else {
            guard access(folder, W_OK) == 0 else { throw refusal(path, "the folder \(folder): \(lastFault)") }
            return
        }
        guard kind != .folder else { throw refusal(path, "it is a folder") }
        guard access(path, W_OK) == 0 else { throw refusal(path, lastFault) }
    }

    /// Writes the whole file or leaves what was there, with its mode. A device or a pipe takes what is written and stays
    /// what it is; behind a link, the file that it names is meant.
    static func write(_ data: Data, to path: String) throws(DutyFailure) {
        try requireWritable(path)
        if Kind(path) == .other { return try pass(data, to: path) }
        let file = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        var facts = stat()
        let mode = stat(file, &facts) == 0 ? facts.st_mode & 0o7777 : newFileMode
        try AtomicFile.write(Array(data), to: file, mode: mode)
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

    private static func pass(_ data: Data, to path: String) throws(DutyFailure) {
        guard let file = FileHandle(forWritingAtPath: path) else { throw refusal(path, lastFault) }
        do {
            try file.write(contentsOf: data)
            try file.close()
        } catch {
            throw refusal(path, lastFault)
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
