import DutyModel
import LocalSystem
import SecurityDevice
import Signing

/// Where the base keeps the security device: its key and its journal. Nobody else's user may enter.
public struct BaseFolder: Sendable {
    private let path: String
    private let store: FileKeyStore

    /// The base's folder, made with mode 0700 where it is missing.
    public init(path: String) throws(DutyFailure) {
        try PrivateFolder.make(path)
        self.path = path
        store = FileKeyStore(folder: path + "/keys")
    }

    /// The folder of the link's key and certificates.
    public var link: String { path + "/link" }

    /// Opens the device. One that was never initialised gets its key and serial first; its own key never leaves
    /// this folder.
    ///
    /// - Throws: `data_in_use`, `journal_damaged`, `journal_rolled_back`, `key_missing`, `key_exposed`, and what
    ///   goes with a folder that cannot be written.
    public func openDevice(serial: @autoclosure () -> PSDSerial) throws(DutyFailure) -> SecurityDevice {
        try PrivateFolder.make(path + "/keys")
        let storage = try FileJournalStorage(folder: path + "/psd")
        let signer = try key(life: 1)
        var device = try SecurityDevice.open(
            storage: storage, anchor: try FileMonotonicAnchor(folder: path + "/psd"), signer: signer,
            verifier: Ed25519Verifier())
        if device.status(at: SystemClockReader().read()).phase == .manufactured {
            try device.initialise(serial: serial(), life: 1)
        }
        return device
    }

    /// The key of a life of the device; a new life gets a new key, and a crash between key and journal leaves a
    /// key that the next try takes up.
    private func key(life: UInt8) throws(DutyFailure) -> any FormSigner {
        let name = try KeyName("psd-life-\(life)")
        do {
            return try store.key(name)
        } catch  where error.code == .keyMissing {
            // A journal without its key is refused when the device is opened: this new key will not fit it.
            return try store.makeKey(name)
        }
    }
}
