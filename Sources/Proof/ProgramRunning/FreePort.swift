import LocalSystem

/// Finds a port for a system that is started only to be watched.
public enum FreePort {
    /// A loopback TCP port that was free a moment ago. It lies below the ports that the system lends to outgoing
    /// connections, so that none of those takes it before the program listens. The program fails with `port_taken`
    /// should somebody be quicker.
    public static func find() throws -> UInt16 {
        for _ in 0..<64 {
            let port = UInt16.random(in: 10_000...19_999)
            if try LoopbackPort.isFree(port) { return port }
        }
        throw RunFailure("no port is free")
    }
}
