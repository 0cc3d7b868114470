import DutyModel
import LocalSystem
import SecurityDevice
import Signing

/// A device that is made where it is used: its key before anybody knows its serial, the device once the back end named it.
extension BaseFolder {
    /// The public key with which a stopped base enrols: of the device that is here, or of a key that is made for the one to
    /// come and is the same each time. Durable on return.
    ///
    /// Throws `data_missing` for a device that is gone, and what `openDevice` throws.
    public func enrolmentKey(mayBeNew: Bool) throws(DutyFailure) -> PublicKeyBytes {
        try finishInsertion()
        if try FilePresence.isThere(journal) {
            let status = try openJournal().status(at: SystemClockReader().read())
            if let publicKey = status.publicKey { return publicKey }
        } else if try readableSerialNote()?.isAwaited != true {
            guard mayBeNew, try readableSerialNote() == nil else {
                throw DutyFailure(
                    .dataMissing, "The journal \(journal) is missing, although a security device was in this base.")
            }
        }
        try PrivateFolder.make(keys)
        return try FolderKeyring(folder: keys).makeKey(life: 1).publicKey
    }

    /// Says that the device which is opened next has this serial and the key that was made before; nothing where there is
    /// a device. Durable on return.
    ///
    /// Throws `data_foreign` where one with another serial is awaited.
    public func expectDevice(_ serial: PSDSerial) throws(DutyFailure) {
        guard try !FilePresence.isThere(journal) else { return }
        if let note = try readableSerialNote(), note.serial != serial {
            throw DutyFailure(
                .dataForeign, "This base awaits the security device \(note.serial), and the back end named \(serial).",
                remedy: "Ask the operator for a code for that serial (“dutymark backend invite --psd-serial”).")
        }
        try write(SerialNote(serial: serial, isAwaited: true))
    }
}
