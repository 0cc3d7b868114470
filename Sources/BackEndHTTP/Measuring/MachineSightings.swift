import ConnectionRules
import DutyModel
import Synchronization

/// Which machines were heard from which address in the last hour, in memory alone; only their number is ever told, and
/// only to whoever asks from that address.
final class MachineSightings: Sendable {
    /// How long a machine is remembered, in seconds.
    private static let seconds: Int64 = 3_600
    /// The most addresses and machines at one address that are remembered; more are not counted.
    private static let mostAddresses = 8_192
    private static let mostMachines = 64

    private let seen = Mutex<[ClientNetwork: [MachineSerial: Int64]]>([:])

    /// Notes a machine that has proved who it is, at a moment in seconds of a steady clock.
    func note(_ machine: MachineSerial, at client: ClientNetwork?, seconds: Int64) {
        guard let client else { return }
        seen.withLock { seen in
            if seen[client] == nil, seen.count >= Self.mostAddresses { Self.forget(&seen, at: seconds) }
            guard seen[client] != nil || seen.count < Self.mostAddresses else { return }
            let isKnown = seen[client]?[machine] != nil
            guard isKnown || seen[client, default: [:]].count < Self.mostMachines else { return }
            seen[client, default: [:]][machine] = seconds
        }
    }

    /// How many machines were heard from an address in the last hour.
    func count(at client: ClientNetwork, seconds: Int64) -> Int {
        seen.withLock { seen in
            seen[client]?.values.count { $0 > seconds - Self.seconds } ?? 0
        }
    }

    private static func forget(_ seen: inout [ClientNetwork: [MachineSerial: Int64]], at seconds: Int64) {
        seen = seen.compactMapValues { machines in
            let fresh = machines.filter { $0.value > seconds - Self.seconds }
            return fresh.isEmpty ? nil : fresh
        }
    }
}
