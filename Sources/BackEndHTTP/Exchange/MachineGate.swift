import DutyModel
import Synchronization

/// Lets each machine have so many requests under way at a time, whichever listeners they came by.
///
/// A machine that sends more hears `too_many_requests` for those before anything of them was read, so that it can
/// neither fill the server's memory nor take the turns of others.
final class MachineGate: Sendable {
    private let maximum: Int
    private let underWay: Mutex<UnderWay<MachineSerial>>

    /// A gate that lets this many requests of one machine pass at a time.
    init(maximum: Int) {
        self.maximum = maximum
        underWay = Mutex(UnderWay(perAsker: maximum))
    }

    /// Runs a body as one of the machine's requests, or throws `too_many_requests`.
    func pass<Value>(
        _ machine: MachineSerial, _ body: () async throws(DutyFailure) -> Value
    ) async throws(DutyFailure) -> Value {
        guard underWay.withLock({ $0.enter(machine) }) else {
            throw DutyFailure(.tooManyRequests, "\(maximum) requests of machine \(machine) are under way already.")
        }
        defer { underWay.withLock { $0.leave(machine) } }
        return try await body()
    }
}
