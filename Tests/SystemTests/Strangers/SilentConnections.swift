import Glibc
import ProgramRunning

/// Connections that say nothing, from an address of their own on this computer. Closed when this goes.
final class SilentConnections {
    private var descriptors: [Int32] = []

    /// Opens so many to a port of this computer, from this address.
    init(_ count: Int, to port: UInt16, from address: String) throws {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        for _ in 0..<count { descriptors.append(try Self.connect(to: port, from: address)) }
    }

    deinit { for descriptor in descriptors { close(descriptor) } }

    private static func connect(to port: UInt16, from address: String) throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw RunFailure("no socket: \(errno)") }
        let own = try place(address, 0)
        let there = try place("127.0.0.1", port)
        guard with(own, { bind(descriptor, $0, $1) }) == 0, with(there, { Glibc.connect(descriptor, $0, $1) }) == 0
        else {
            let number = errno
            close(descriptor)
            throw RunFailure("no connection from \(address) to \(port): \(number)")
        }
        return descriptor
    }

    private static func place(_ address: String, _ port: UInt16) throws -> sockaddr_in {
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_port = port.bigEndian
        guard inet_pton(AF_INET, address, &place.sin_addr) == 1 else { throw RunFailure("\(address) is no address") }
        return place
    }

    private static func with(
        _ place: sockaddr_in, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        withUnsafePointer(to: place) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
