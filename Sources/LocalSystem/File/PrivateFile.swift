import DutyModel
import Glibc

/// Files that only their owner may read, such as keys.
public enum PrivateFile {
    /// Reads a file of at most `limitBytes` bytes that nobody but its owner can open.
    ///
    /// - Throws: `key_missing`; `key_exposed` where group or others have any right to it; `data_malformed` where it
    ///   is longer; `file_unreadable`.
    public static func read(_ path: String, limitBytes: Int) throws(DutyFailure) -> [UInt8] {
        guard let bytes = try readIfPresent(path, limitBytes: limitBytes) else {
            throw DutyFailure(.keyMissing, "There is no key file \(path).")
        }
        return bytes
    }

    /// As `read`; nil where there is no such file.
    public static func readIfPresent(_ path: String, limitBytes: Int) throws(DutyFailure) -> [UInt8]? {
        let bytes: [UInt8]
        let exposed: Bool
        do throws(SystemCallFailure) {
            let file = try OpenFile.open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
            exposed = try file.isExposed()
            bytes = exposed ? [] : try file.readAll(limitBytes: limitBytes + 1)
        } catch {
            if error.meansNothingThere { return nil }
            throw error.whenReading(path)
        }
        guard !exposed else { throw DutyFailure(.keyExposed, "The file \(path) can be read by others.") }
        guard bytes.count <= limitBytes else {
            throw DutyFailure(.dataMalformed, "The file \(path) is longer than \(limitBytes) bytes.")
        }
        return bytes
    }

    /// Writes a file of mode 0600; durable when this returns, and a crash leaves the whole old or new one.
    ///
    /// - Throws: what `AtomicFile.write` throws.
    public static func write(_ bytes: [UInt8], to path: String) throws(DutyFailure) {
        try AtomicFile.write(bytes, to: path, mode: 0o600)
    }
}
