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

    /// The base's folder, which was made before; throws `data_missing`, and makes nothing, where it is gone, and
    /// `file_unreadable` where it may not be entered.
    public init(existing path: String) throws(DutyFailure) {
        guard try FilePresence.isThere(path) else {
            throw DutyFailure(.dataMissing, "The base's folder \(path) is missing.")
        }
        try self.init(path: path)
    }

    /// The folder of the link's key and certificates.
    public var link: String { path + "/link" }
    /// The certificates of the device's keys.
    public var certificates: DeviceCertificates { DeviceCertificates(folder: keys) }

    var keys: String { path + "/keys" }
    var psd: String { path + "/psd" }
    var journal: String { psd + "/psd.journal" }

    /// Opens the device with the key of the life that its journal is in. One that was never initialised gets its key
    /// and serial first: the serial of the device that was inserted last, or else the one offered. Its own key never
    /// leaves this folder.
    ///
    /// - Parameter mayBeNew: whether there may never have been a device here. One that was there and is gone is never
    ///   made again, since its counters would begin anew under numbers that are on paper.
    /// - Throws: `data_missing` for a device that is gone, `file_unreadable` for one that may not be read; `data_in_use`,
    ///   `journal_damaged`, `journal_rolled_back`, `anchor_missing`, `key_missing`, `key_exposed`, `data_malformed`, and
    ///   what goes with a folder that cannot be written.
    public func openDevice(
        serial: @autoclosure () -> PSDSerial, mayBeNew: Bool = true
    ) throws(DutyFailure) -> SecurityDevice {
        try finishInsertion()
        for path in [keys, psd, psd + "/psd.anchor"] { _ = try FilePresence.isThere(path) }
        if try !FilePresence.isThere(journal) { try requireNoDeviceYet(mayBeNew: mayBeNew) }
        var device = try openJournal()
        let status = device.status(at: SystemClockReader().read())
        if status.phase == .manufactured {
            let settled = try serialNote()?.serial ?? serial()
            try device.initialise(serial: settled, life: 1)
            try write(SerialNote(serial: settled, isAwaited: false))
        } else if let known = status.psdKey?.serial {
            // The journal is the witness; a note that was lost or damaged is written again from it.
            let note = SerialNote(serial: known, isAwaited: false)
            if try readableSerialNote() != note { try write(note) }
        }
        if device.status(at: SystemClockReader().read()).phase != .destroyed { try settleRoot(of: &device) }
        return device
    }

    /// Throws `data_missing` where a device was here before. Its journal is the first thing that is made of it, so any
    /// trace without the journal is what is left of a device.
    private func requireNoDeviceYet(mayBeNew: Bool) throws(DutyFailure) {
        if let note = try readableSerialNote(), note.isAwaited { return }
        let traces = [path + "/psd-serial", keys + "/psd-life-1.key"]
        var isNew = mayBeNew
        for trace in traces where try FilePresence.isThere(trace) { isNew = false }
        guard isNew else {
            throw DutyFailure(
                .dataMissing,
                "The journal \(journal) is missing, although a security device was in this base."
                    + FilePresence.hintIfEmpty(path))
        }
    }

    /// The device as its journal says, initialised or not.
    func openJournal() throws(DutyFailure) -> SecurityDevice {
        try PrivateFolder.make(keys)
        return try SecurityDevice.open(
            storage: try FileJournalStorage(folder: psd), anchor: try FileMonotonicAnchor(folder: psd),
            keyring: FolderKeyring(folder: keys), verifier: Ed25519Verifier())
    }
}
