import Glibc

/// The peer of everything that must be on the disk before it is acknowledged: one append of 4 KiB and one fdatasync.
struct DurableAppend: ~Copyable {
    /// A page of most file systems, and more than a journal entry needs.
    static let bytesPerAppend = 4096

    private let descriptor: Int32
    private let path: String
    private let block = [UInt8](repeating: 0x5A, count: DurableAppend.bytesPerAppend)

    /// Opens a new file in `folder`, which must be on the disk that is compared with.
    init(inFolder folder: String) throws {
        path = folder + "/append-peer-\(getpid())"
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw BenchmarkFailure("\(path) could not be opened: \(String(cString: strerror(errno)))")
        }
    }

    deinit {
        close(descriptor)
        unlink(path)
    }

    /// Appends once, durably.
    ///
    /// - Returns: how long it took.
    func once() throws -> Duration {
        let start = ContinuousClock.now
        let written = write(descriptor, block, block.count)
        guard written == block.count, fdatasync(descriptor) == 0 else {
            throw BenchmarkFailure("\(path) could not be written: \(String(cString: strerror(errno)))")
        }
        return .now - start
    }
}
