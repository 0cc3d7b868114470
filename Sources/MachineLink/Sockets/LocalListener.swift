import DutyModel
import Glibc
import LocalSystem

/// Opens a listening Unix-domain socket that only its owner can ever connect to.
enum LocalListener {
    /// The descriptor of the listening socket; the caller owns it.
    ///
    /// A socket that an earlier life left behind is removed first: only the holder of the data folder's lock may
    /// call this, so nobody can be listening on it.
    static func open(_ path: String, backlog: Int32) throws(DutyFailure) -> Int32 {
        do throws(SystemCallFailure) {
            let place = try LocalSocketPlace(path)
            let descriptor = try check("socket", socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | flags, 0))
            do throws(SystemCallFailure) {
                // Before bind: the kernel gives the name the mode that the socket has then.
                try check("fchmod", fchmod(descriptor, 0o600))
                try removeStale(place)
                try bindSocket(descriptor, to: place.shortPath)
                try check("listen", listen(descriptor, backlog))
            } catch {
                close(descriptor)
                throw error
            }
            return descriptor
        } catch {
            throw error.whenWriting(path)
        }
    }

    /// Takes the name away, so that the next command fails at once.
    static func remove(_ path: String) {
        guard let place = try? LocalSocketPlace(path) else { return }
        unlinkat(place.folder.descriptor, place.name, 0)
    }

    /// Not inherited by a child, and never blocking: SwiftNIO takes the descriptor as it is, and an `accept` that
    /// waits would stop every other connection of its event loop.
    private static var flags: Int32 { Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue) }

    private static func removeStale(_ place: LocalSocketPlace) throws(SystemCallFailure) {
        var facts = stat()
        guard fstatat(place.folder.descriptor, place.name, &facts, AT_SYMLINK_NOFOLLOW) == 0 else { return }
        // Anything but a socket is not ours to remove; bind will say that the name is taken.
        guard facts.st_mode & S_IFMT == S_IFSOCK else { return }
        try check("unlinkat", unlinkat(place.folder.descriptor, place.name, 0))
    }

    private static func bindSocket(_ descriptor: Int32, to path: String) throws(SystemCallFailure) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw SystemCallFailure(call: "bind", number: ENAMETOOLONG)
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) }
        }
        try check("bind", result)
    }

    @discardableResult
    private static func check(_ call: String, _ result: Int32) throws(SystemCallFailure) -> Int32 {
        guard result >= 0 else { throw SystemCallFailure(call: call, number: errno) }
        return result
    }
}
