import DutyModel
import Foundation

/// Reads files whose length is not known to be reasonable.
public enum BoundedFile {
    /// The bytes of a regular file, or nil where there is none.
    ///
    /// - Throws: `file_unreadable` for a folder, a device, a file that may not be read, or one with more bytes
    ///   than the limit.
    public static func read(_ path: String, mostBytes: Int) throws(DutyFailure) -> [UInt8]? {
        // Non-blocking, so that a named pipe is refused rather than waited for.
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw unreadable(path, ErrorWords.of(errorNumber: errno))
        }
        defer { close(file) }
        var facts = stat()
        guard fstat(file, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
            throw unreadable(path, "not a regular file")
        }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count <= mostBytes {
            let count = Foundation.read(file, &piece, piece.count)
            if count == 0 { return bytes }
            guard count > 0 else {
                if errno == EINTR { continue }
                throw unreadable(path, ErrorWords.of(errorNumber: errno))
            }
            bytes.append(contentsOf: piece.prefix(count))
        }
        throw unreadable(path, "more than \(mostBytes) bytes")
    }

    private static func unreadable(_ path: String, _ why: String) -> DutyFailure {
        DutyFailure(.fileUnreadable, "\(path) cannot be read: \(why).")
    }
}
