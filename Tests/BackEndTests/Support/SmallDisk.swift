import Foundation
import Glibc
import Testing

/// A small file system in memory, which can be filled; only root can make one.
struct SmallDisk {
    let folder: String

    /// Nil, with a printed reason, where it cannot be made.
    init?(mebibytes: Int) throws {
        folder = try TestSite.makeFolder()
        guard mount("tmpfs", folder, "tmpfs", UInt(MS_NODEV), "size=\(mebibytes)m,mode=0700") == 0 else {
            print("skipped: a small disk cannot be mounted here (\(String(cString: strerror(errno))))")
            try? FileManager.default.removeItem(atPath: folder)
            return nil
        }
    }

    private var ballast: String { "\(folder)/ballast" }

    /// Leaves not one byte free.
    func fill() throws {
        let file = open(ballast, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        try #require(file >= 0)
        defer { close(file) }
        var block = 65_536
        let zeros = [UInt8](repeating: 0, count: block)
        while block > 0 {
            if write(file, zeros, block) <= 0 { block /= 2 }
        }
    }

    func makeRoom() { unlink(ballast) }

    func makeReadOnly() throws {
        try #require(mount("tmpfs", folder, "tmpfs", UInt(MS_REMOUNT | MS_RDONLY | MS_NODEV), nil) == 0)
    }

    func remove() {
        umount2(folder, Int32(MNT_DETACH))
        try? FileManager.default.removeItem(atPath: folder)
    }
}
