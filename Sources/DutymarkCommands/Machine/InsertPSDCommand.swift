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
            The device that was there is kept, with its journal and its keys, in the folder "removed" of the base. The \
            new one has no licence: an operator permits its key, then the machine asks for its configuration by itself.
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
        let installation = try Installation.settled(in: layout)
        let base = try BaseFolder(path: layout.base)
        let lock = try FolderLock(folder: layout.base)
        let unsettled = try base.insertDevice(
            serial: PSDSerial(serial), insteadOf: PSDSerial(installation.psdSerial))
        let status = try base.openDevice(serial: PSDSerial(serial)).status(at: SystemClockReader().read())
        try base.giveToOwner()
        withExtendedLifetime(lock) {}
        guard let key = status.psdKey, let publicKey = status.publicKey else {
            throw DutyFailure(.internalError, "The new security device has no key.")
        }
        return InsertedPSDReport(psdKey: key.description, publicKey: publicKey.description, unsettledItems: unsettled)
    }
}

/// The new device's key, in JSON and in words.
struct InsertedPSDReport: Encodable {
    let formatVersion = 1
    let psdKey: String
    let publicKey: String
    let unsettledItems: [UInt32]

    var text: String {
        let items = unsettledItems.map(String.init).joined(separator: ", ")
        let lost =
            unsettledItems.isEmpty
            ? ""
            : """

            Of these items of the device that was removed, no print is known to have come out: \(items).
            They can no longer be printed or declared spoiled here. Tell the back end's operator, who has their records.
            """
        return """
            The new security device is in the base. It needs an operator's permit for its key.
            Key: \(psdKey)
            Public key: \(publicKey)
            """ + lost
    }
}
