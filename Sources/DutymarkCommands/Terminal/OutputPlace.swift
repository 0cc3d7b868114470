import DutyModel
import Foundation
import Glibc
import LocalSystem

/// A place where a command puts something for the person who called it, tried before anything is done for it.
///
/// A file is either the old one or the new one, with its mode; behind a link, the file that it names is meant. A device, a
/// pipe or standard output takes what is written and stays what it is.
final class OutputPlace {
    private enum Kind {
        case file(ReservedFile)
        case stream(OpenFile)
    }

    /// The path as it was given.
    let path: String
    private let kind: Kind

    /// Tries the place: room of this many bytes is set aside, a device or pipe is opened.
    ///
    /// - Throws: `data_full`, `data_read_only`, `file_unwritable`.
    init(_ path: String, roomBytes: Int) throws(DutyFailure) {
        self.path = path
        try OutputFile.requireWritable(path)
        if Self.isStandardOutput(path) || OutputFile.isStream(path) {
            kind = .stream(try Self.opened(path))
            return
        }
        let file = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        do throws(DutyFailure) {
            kind = .file(try ReservedFile(at: file, mode: OutputFile.mode(of: file), roomBytes: roomBytes))
        } catch {
            throw Self.asOutput(error)
        }
    }

    /// Whether what is written here goes where the command's own words go.
    var isStandardOutput: Bool { Self.isStandardOutput(path) }

    /// Puts the bytes there. When it returns, a file and its name are on the disk, and anything else has taken them all.
    ///
    /// - Throws: `data_full`, `data_read_only`, `file_unwritable`.
    func fill(_ data: Data) throws(DutyFailure) {
        do throws(DutyFailure) {
            switch kind {
            case .file(let file): try file.place(Array(data))
            case .stream(let stream):
                do throws(SystemCallFailure) {
                    try stream.writeAll(Array(data))
                } catch {
                    throw error.whenWriting(path)
                }
            }
        } catch {
            throw Self.asOutput(error)
        }
    }

    /// A folder that is missing here is not the data folder, and no `--data` helps.
    private static func asOutput(_ failure: DutyFailure) -> DutyFailure {
        failure.code == .dataMissing ? DutyFailure(.fileUnwritable, failure.message) : failure
    }

    private static func isStandardOutput(_ path: String) -> Bool {
        ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"].contains(path)
    }

    private static func opened(_ path: String) throws(DutyFailure) -> OpenFile {
        // A reader that goes away is told as every other fault, and doesn't end the command in the middle.
        signal(SIGPIPE, SIG_IGN)
        do throws(SystemCallFailure) {
            // Standard output goes on where it is; opened by its path, a file would be written from its beginning again.
            let stream = isStandardOutput(path) ? try OpenFile.standardOutput() : try OpenFile.open(path, O_WRONLY)
            // A device that takes nothing says so even to no bytes.
            try systemCall("write") { Glibc.write(stream.descriptor, "", 0) }
            return stream
        } catch {
            throw asOutput(error.whenWriting(path))
        }
    }
}
