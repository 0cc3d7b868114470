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
        do throws(DutyFailure) {
            let layout = try folder.layout()
            let report = try layout.advising { () throws(DutyFailure) in try insert(into: layout) }
            try StandardOutput.report(json ? JSONText.of(report) : report.text)
        } catch {
            throw error.reported(asJSON: json, sayingOutcome: true)
        }
    }

    private func insert(into layout: FolderLayout) throws(DutyFailure) -> InsertedPSDReport {
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
        return InsertedPSDReport(psdKey: key.description, publicKey: publicKey.description, removed: removed)
    }
}

/// The new device's key and how the old one stood, in JSON and in words.
struct InsertedPSDReport: Encodable {
    let formatVersion = 1
    let psdKey: String
    let publicKey: String
    let unsettledItems: [UInt32]
    /// What the old device signed last.
    let lastStatement: OrNull<Statement>
    /// Where the old device's key still lies.
    let keyLeftIn: OrNull<String>

    struct Statement: Encodable {
        let psdKey: String
        let ascending: Paise
        let descending: Paise
        let itemCount: UInt32
    }

    init(psdKey: String, publicKey: String, removed: RemovedDevice) {
        (self.psdKey, self.publicKey, unsettledItems) = (psdKey, publicKey, removed.unsettledItems)
        lastStatement = OrNull(
            removed.lastStatement.map {
                Statement(
                    psdKey: $0.psdKey.description, ascending: $0.registers.ascending,
                    descending: $0.registers.descending, itemCount: $0.itemCount)
            })
        keyLeftIn = OrNull(removed.keyIsLeft ? removed.place : nil)
    }

    var text: String {
        var parts = [
            """
            The new security device is in the base. It needs an operator's permit for its key.
            Key: \(psdKey)
            Public key: \(publicKey)
            """
        ]
        if let last = lastStatement.value {
            parts.append(
                "The device that was removed, \(last.psdKey), said a last time that it has made \(last.itemCount) impressions and "
                    + "holds \(last.descending.rupeeText); its key is destroyed. The back end's operator retires and settles it."
            )
        }
        if let place = keyLeftIn.value {
            parts.append(
                "The device that was removed could not say how it stands, so its key is still in \(place). Remove "
                    + "\(place)/keys once the back end's operator has settled it.")
        }
        if !unsettledItems.isEmpty {
            let items = unsettledItems.map(String.init).joined(separator: ", ")
            parts.append(
                """
                Of these items of the device that was removed, no print is known to have come out: \(items).
                They can no longer be printed or declared spoiled here. Tell the back end's operator, who has their records.
                """)
        }
        return parts.joined(separator: "\n")
    }
}
