import DutyModel
import Synchronization

/// Lets each machine have so many requests under way at a time, whichever listeners they came by.
///
/// A machine that sends more hears `too_many_requests` for those before anything of them was read, so that it can
/// neither fill the server's memory nor take the turns of others.
final class MachineGate: Sendable {
    private let maximum: Int
    private let underWay = Mutex<[MachineSerial: Int]>([:])

    /// A gate that lets this many requests of one machine pass at a time.
    init(maximum: Int) { self.maximum = maximum }

    /// Runs a body as one of the machine's requests, or throws `too_many_requests`.
    func pass<Value>(
        _ machine: MachineSerial, _ body: () async throws(DutyFailure) -> Value
    ) async throws(DutyFailure) -> Value {
        try enter(machine)
        defer { leave(machine) }
        return try await body()
    }

    private func enter(_ machine: MachineSerial) throws(DutyFailure) {
        let mayPass = underWay.withLock { underWay in
            guard underWay[machine, default: 0] < maximum else { return false }
            underWay[machine, default: 0] += 1
            return true
        }
        guard mayPass else {
            throw DutyFailure(.tooManyRequests, "\(maximum) requests of machine \(machine) are under way already.")
        }
    }

    private func leave(_ machine: MachineSerial) {
        underWay.withLock { underWay in
            let left = underWay[machine, default: 1] - 1
            // A machine that asks nothing costs no memory.
            underWay[machine] = left > 0 ? left : nil
        }
    }
}
