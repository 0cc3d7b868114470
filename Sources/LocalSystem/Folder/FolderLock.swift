import DutyModel
import Glibc

/// The right to be the only process that works on a folder.
///
/// It is an `flock` on the file `lock` in that folder, so it ends with the process however the process ends: a
/// SIGKILL leaves a file behind, but no lock. It is given back when the last reference goes.
public final class FolderLock: Sendable {
    /// The name of the locked file inside the folder.
    public static let fileName = "lock"

    private let file: OpenFile

    /// Takes the lock, waiting half a second at most: a process that was just killed, and a child that was forked and has
    /// not begun its own program yet, hold it for moments.
    ///
    /// - Throws: `data_in_use`, naming the process that holds it; `data_missing` and `data_read_only`.
    public init(folder: String) throws(DutyFailure) {
        let path = "\(folder)/\(Self.fileName)"
        do throws(SystemCallFailure) {
            file = try OpenFile.open(path, O_RDWR | O_CREAT, mode: 0o600)
            try file.lock()
            // Written for people alone: the lock itself never depends on what stands in the file.
            try systemCall("ftruncate") { [file] in ftruncate(file.descriptor, 0) }
            try file.writeAll(Array("\(getpid())\n".utf8))
        } catch {
            guard error.call == "flock", error.number == EWOULDBLOCK else { throw error.whenWriting(path) }
            throw Self.inUse(folder: folder, path: path)
        }
    }

    private static func inUse(folder: String, path: String) -> DutyFailure {
        let text = (try? OpenFile.open(path, O_RDONLY).readAll(limitBytes: 32)).map {
            String(decoding: $0, as: UTF8.self)
        }
        let holder = text.flatMap { Int32($0.prefix { $0 != "\n" }) }.map { "process \($0)" } ?? "another process"
        return DutyFailure(.dataInUse, "The folder \(folder) is in use by \(holder).")
    }
}

extension OpenFile {
    /// How often a lock is tried, and the microseconds between two tries.
    private static let (lockTries, lockPause): (Int, UInt32) = (10, 50_000)

    /// Locks the file or folder for this process alone (`flock`), waiting half a second at most: a process that was just killed,
    /// and a child that was forked and has not begun its own program yet, hold a lock for moments. Throws `EWOULDBLOCK`.
    public func lock() throws(SystemCallFailure) {
        for _ in 1..<Self.lockTries {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return }
            usleep(Self.lockPause)
        }
        try systemCall("flock") { flock(descriptor, LOCK_EX | LOCK_NB) }
    }
}
