import DutyModel
import LocalSystem
import SecurityDevice
import Signing

/// Where the base keeps the security device: its keys and its journal. Nobody else's user may enter.
public struct BaseFolder: Sendable {
    let path: String

    /// The base's folder, made with mode 0700 where it is missing.
    public init(path: String) throws(DutyFailure) {
        try PrivateFolder.make(path)
        self.path = path
    }

    /// The folder of the link's key and certificates.
    public var link: String { path + "/link" }
    /// The certificates of the device's keys.
    public var certificates: DeviceCertificates { DeviceCertificates(folder: keys) }

    var keys: String { path + "/keys" }
    var psd: String { path + "/psd" }

    /// Opens the device with the key of the life that its journal is in. One that was never initialised gets its key
    /// and serial first: the serial of the device that was inserted last, or else the one offered. Its own key never
    /// leaves this folder.
    ///
    /// - Throws: `data_in_use`, `journal_damaged`, `journal_rolled_back`, `key_missing`, `key_exposed`, and what
    ///   goes with a folder that cannot be written.
    public func openDevice(serial: @autoclosure () -> PSDSerial) throws(DutyFailure) -> SecurityDevice {
        try finishInsertion()
        var device = try openJournal()
        let status = device.status(at: SystemClockReader().read())
        if status.phase == .manufactured {
            let settled = try serialOnFile() ?? serial()
            try device.initialise(serial: settled, life: 1)
            try writeSerial(settled)
        } else if let known = status.psdKey?.serial, try serialOnFile() == nil {
            try writeSerial(known)
        }
        return device
    }

    /// The device as its journal says, initialised or not.
    func openJournal() throws(DutyFailure) -> SecurityDevice {
        try PrivateFolder.make(keys)
        return try SecurityDevice.open(
            storage: try FileJournalStorage(folder: psd), anchor: try FileMonotonicAnchor(folder: psd),
            keyring: FolderKeyring(folder: keys), verifier: Ed25519Verifier())
    }
}
