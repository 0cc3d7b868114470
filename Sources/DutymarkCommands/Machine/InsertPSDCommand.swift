import Installation
import ArgumentParser
import Base
import DutyModel
import LocalSystem

/// `dutymark machine insert-psd`: what a technician does who takes one security device out of the base and puts
/// another one in.
struct InsertPSDCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "insert-psd",
        abstract: "Put a new security device into the base of a machine that is stopped.",
        discussion: """
            Withdraw the device that is there first, where it still works. Its journal is kept in the folder "removed" of \
            the base, with the last statement that it signs; its key is destroyed after that. The new one has no licence: an \
            operator permits its key, then the machine asks for its configuration by itself.
            """)

    @OptionGroup var folder: DataFolderOption

    @Option(help: "The serial of the new device, a number.")
    var serial: UInt32

    @Flag(help: "Print one JSON object instead of sentences.")
    var json = false

    func run() async throws {
        try reporting(asJSON: json, sayingOutcome: true) {
            let layout = try folder.layout()
            let answer = try layout.advising { () throws(DutyFailure) in try insert(into: layout) }
            try StandardOutput.report(answer.shown(asJSON: json))
        }
    }

    private func insert(into layout: FolderLayout) throws(DutyFailure) -> CommandAnswer {
        let installation = try InstallationIdentity.settled(in: layout)
        let base = try BaseFolder(path: layout.base)
        let lock = try FolderLock(folder: layout.base)
        let removed = try base.insertDevice(serial: PSDSerial(serial), insteadOf: PSDSerial(installation.psdSerial))
        let status = try base.openDevice(serial: PSDSerial(serial)).status(at: SystemClockReader().read())
        try base.giveToOwner()
        withExtendedLifetime(lock) {}
        guard let key = status.psdKey, let publicKey = status.publicKey else {
            throw DutyFailure(.internalError, "The new security device has no key.")
        }
        return Self.answer(key, publicKey, removed)
    }

    /// The new device's key, and how the old one stood by what it signed last.
    private static func answer(_ key: PSDKeyID, _ publicKey: PublicKeyBytes, _ removed: RemovedDevice) -> CommandAnswer
    {
        let last = removed.lastStatement
        var parts = [
            """
            The new security device is in the base. It needs an operator's permit for its key.
            Key: \(key)
            Public key: \(publicKey)
            """
        ]
        if let last {
            parts.append(
                "The device that was removed, \(last.psdKey), said a last time that it has made \(last.itemCount) impressions and "
                    + "holds \(last.registers.descending.rupeeText); its key is destroyed. The back end's operator retires and "
                    + "settles it.")
        }
        if removed.keyIsLeft {
            parts.append(
                "The device that was removed could not say how it stands, so its key is still in \(removed.place). Remove "
                    + "\(removed.place)/keys once the back end's operator has settled it.")
        }
        if !removed.unsettledItems.isEmpty {
            let items = removed.unsettledItems.map(String.init).joined(separator: ", ")
            parts.append(
                """
                Of these items of the device that was removed, no print is known to have come out: \(items).
                They can no longer be printed or declared spoiled here. Tell the back end's operator, who has their records.
                """)
        }
        let statement = last.map { last -> JSONObject in
            [
                "psdKey": last.psdKey.description, "ascending": last.registers.ascending,
                "descending": last.registers.descending, "itemCount": last.itemCount,
            ]
        }
        return CommandAnswer(
            parts.joined(separator: "\n"),
            json: [
                "psdKey": key.description, "publicKey": publicKey.description,
                "unsettledItems": removed.unsettledItems, "lastStatement": statement,
                "keyLeftIn": removed.keyIsLeft ? removed.place : nil,
            ])
    }
}
