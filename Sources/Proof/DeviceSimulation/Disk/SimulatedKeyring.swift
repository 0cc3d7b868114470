import DutyModel
import SecurityDevice
import Signing

/// The device's keys on a simulated disk. A key is durable once it was made, and gone once it was destroyed; a power
/// cut in between leaves either.
public struct SimulatedKeyring: DeviceKeyring {
    let disk: SimulatedDisk

    /// The keys on this disk.
    public init(disk: SimulatedDisk) { self.disk = disk }

    /// The key that every simulated device has in this life.
    public static func signer(life: UInt8) -> TestSigner { TestSigner(name: "device life \(life)") }

    /// As `DeviceKeyring` says.
    public func key(life: UInt8) throws(DutyFailure) -> (any FormSigner)? {
        disk.contents.withLock { $0.keys.contains(life) } ? Self.signer(life: life) : nil
    }

    /// As `DeviceKeyring` says.
    public func makeKey(life: UInt8) throws(DutyFailure) -> any FormSigner {
        try change { $0.insert(life) }
        return Self.signer(life: life)
    }

    /// As `DeviceKeyring` says.
    public func destroyKey(life: UInt8) throws(DutyFailure) { try change { $0.remove(life) } }

    private func change(_ change: (inout Set<UInt8>) -> Void) throws(DutyFailure) {
        let failed = disk.contents.withLock { contents in
            contents.step(of: disk)
            // A fault after the name was changed and before its folder was synced: either may be there.
            let fails = contents.fails()
            if !fails || contents.random.oneIn(2) { change(&contents.keys) }
            contents.step(of: disk)
            return fails
        }
        if failed { throw DutyFailure(.fileUnwritable, "The key could not be written: simulated error.") }
    }
}
