import Glibc

/// An open file or folder; closed when the last holder lets it go.
public final class OpenFile: Sendable {
    /// The descriptor; it stays open as long as this object lives.
    public let descriptor: Int32

    private init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Opens `path`; the descriptor is never inherited by a child process. A file that this makes can be read by
    /// its owner alone, unless `mode` says otherwise.
    public static func open(
        _ path: String, _ flags: Int32, mode: mode_t = 0o600
    ) throws(SystemCallFailure) -> OpenFile {
        OpenFile(descriptor: try systemCall("open") { Glibc.open(path, flags | O_CLOEXEC, mode) })
    }

    /// Opens `name` inside this folder.
    func open(name: String, _ flags: Int32, mode: mode_t = 0) throws(SystemCallFailure) -> OpenFile {
        OpenFile(descriptor: try systemCall("openat") { openat(descriptor, name, flags | O_CLOEXEC, mode) })
    }

    /// Standard output once more, where it stands now.
    public static func standardOutput() throws(SystemCallFailure) -> OpenFile {
        OpenFile(descriptor: try systemCall("fcntl") { fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3) })
    }

    /// Opens a folder, for names to be looked up in it.
    public static func folder(_ path: String) throws(SystemCallFailure) -> OpenFile {
        try open(path, O_RDONLY | O_DIRECTORY)
    }

    /// Writes all bytes, however many calls that takes.
    public func writeAll(_ bytes: [UInt8]) throws(SystemCallFailure) {
        var written = 0
        while written < bytes.count {
            written += try systemCall("write") {
                bytes.withUnsafeBytes { room in
                    Glibc.write(descriptor, room.baseAddress?.advanced(by: written), room.count - written)
                }
            }
        }
    }

    /// Returns when everything written, and every fact of the file, is on the disk; for a folder, the names in it.
    public func synchronise() throws(SystemCallFailure) { try systemCall("fsync") { fsync(descriptor) } }

    /// Reads from the beginning, at most `limitBytes` bytes.
    public func readAll(limitBytes: Int) throws(SystemCallFailure) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: limitBytes)
        var filled = 0
        while filled < limitBytes {
            let count = try systemCall("pread") {
                bytes.withUnsafeMutableBytes { room in
                    pread(descriptor, room.baseAddress?.advanced(by: filled), limitBytes - filled, off_t(filled))
                }
            }
            if count == 0 { break }
            filled += count
        }
        bytes.removeLast(limitBytes - filled)
        return bytes
    }
}
