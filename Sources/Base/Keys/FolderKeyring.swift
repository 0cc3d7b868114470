import DutyModel
import KeyFiles
import LocalSystem
import SecurityDevice
import Signing

/// The device's keys as files of the base's folder: `psd-life-1.key` and so on. They never leave it.
struct FolderKeyring: DeviceKeyring {
    private let store: FileKeyStore

    init(folder: String) { store = FileKeyStore(folder: folder) }

    func key(life: UInt8) throws(DutyFailure) -> (any FormSigner)? {
        do {
            return try store.key(try Self.name(life))
        } catch  where error.code == .keyMissing {
            return nil
        }
    }

    func makeKey(life: UInt8) throws(DutyFailure) -> any FormSigner {
        if let left = try key(life: life) { return left }
        return try store.makeKey(try Self.name(life))
    }

    func destroyKey(life: UInt8) throws(DutyFailure) { try store.destroyKey(try Self.name(life)) }

    private static func name(_ life: UInt8) throws(DutyFailure) -> KeyName { try KeyName("psd-life-\(life)") }
}
