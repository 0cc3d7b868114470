import DeviceSimulation
import DutyModel
import SecurityDevice
import Signing
import Simulation
import Synchronization

/// The keys of one device, one for each of its lives; they outlive the base that uses them, as files do.
final class KeptKeys: DeviceKeyring {
    private let signers = Mutex<[UInt8: Ed25519Signer]>([:])

    func key(life: UInt8) -> (any FormSigner)? { signers.withLock { $0[life] } }

    func makeKey(life: UInt8) -> any FormSigner {
        signers.withLock { signers in
            let signer = signers[life] ?? Ed25519Signer()
            signers[life] = signer
            return signer
        }
    }

    func destroyKey(life: UInt8) { signers.withLock { $0[life] = nil } }
}

/// The disk of a base that is killed now and then; each life leaves its own to the next.
final class RunningDisk: Sendable {
    private let disk: Mutex<SimulatedDisk>

    init(_ disk: SimulatedDisk) { self.disk = Mutex(disk) }

    /// The process that used it ends.
    func afterProcessEnd() -> SimulatedDisk {
        disk.withLock { disk in
            disk = disk.afterProcessEnd()
            return disk
        }
    }
}
