import DutyModel
import Glibc

/// Asks the system for ports of this computer alone.
enum FreePort {
    /// Below the ports that the system lends to outgoing connections: there a port that is picked now would be taken
    /// before it is listened on, or at the next start, by whatever program happens to connect somewhere.
    static let pickedFrom: ClosedRange<UInt16> = 20_000...32_767

    /// How many ports lie between the places where two processes begin to look, neighbours by their numbers.
    private static let portsOfOneProcess = 16

    /// A port that is free now and none of these.
    ///
    /// Two systems that start at the same moment find ports of their own, although neither listens on its own yet: each
    /// looks first where its process number points.
    static func pick(except taken: Set<UInt16>) throws(DutyFailure) -> UInt16 {
        let start = Int(getpid()) * portsOfOneProcess
        for step in 0..<pickedFrom.count {
            let port = pickedFrom.lowerBound + UInt16((start + step) % pickedFrom.count)
            if !taken.contains(port), try isFree(port) { return port }
        }
        throw DutyFailure(.portTaken, "No free port was found on this computer.")
    }

    /// Whether the port could be bound on loopback now.
    static func isFree(_ port: UInt16) throws(DutyFailure) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw DutyFailure(.internalError, "No socket can be opened.") }
        defer { close(descriptor) }
        // As the servers do it: a port that only waits for old connections to fade counts as free.
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(descriptor, generic, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
