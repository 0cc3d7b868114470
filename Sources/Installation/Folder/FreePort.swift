import DutyModel
import Glibc
import LocalSystem

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
        do {
            return try LoopbackPort.isFree(port)
        } catch {
            throw DutyFailure(.internalError, "No socket can be opened: \(error.words).")
        }
    }
}
