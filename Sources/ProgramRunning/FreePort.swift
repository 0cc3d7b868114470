import Glibc

/// Finds a port for a system that is started only to be watched.
public enum FreePort {
    /// A loopback TCP port that was free a moment ago. It lies below the ports that the system lends to outgoing
    /// connections, so that none of those takes it before the program listens. The program fails with `port_taken`
    /// should somebody be quicker.
    public static func find() throws -> UInt16 {
        for _ in 0..<64 {
            let port = UInt16.random(in: 10_000...19_999)
            if isFree(port) { return port }
        }
        throw RunFailure("no port is free: \(String(cString: strerror(errno)))")
    }

    private static func isFree(_ port: UInt16) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(descriptor, generic, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
