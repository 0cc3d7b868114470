import Installation
import ArgumentParser
import DutyModel
import Exchanges
import LocalSystem
import Signing

/// `dutymark key-list pin-root`: by which service root key lists are believed from now on, by a person's word.
struct PinListRootCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pin-root",
        abstract: "Believe the key lists of whatever publisher this service root certifies.",
        discussion: """
            Machines and readers that know the publisher's key take the root over by themselves while that key signs; this \
            is for those that missed it, and for new readers. The root comes from the key list of the data folder, \
            from another one, or from what "dutymark backend root --output FILE" wrote. Compare the fingerprint with the \
            publisher, over another way than the file came. Stop the machine or back end of the folder first.
            """)

    @OptionGroup var folder: DataFolderOption

    @Option(
        name: .customLong("from"),
        help: ArgumentHelp(
            "A key list, or a file with the root's public keys; the data folder's list unless given.", valueName: "file"
        ))
    var file: String?

    @Option(help: ArgumentHelp("The root's fingerprint, as the publisher says it.", valueName: "hex"))
    var fingerprint: String

    func run() throws {
        try reporting(sayingOutcome: true) {
            let layout = try folder.layout()
            let root = try root(in: file ?? layout.published.file(of: .current))
            try layout.published.pin(root)
            try StandardOutput.report("Key lists are believed by the service root \(root.fingerprint).")
        }
    }

    /// The root in a file, where it has the fingerprint that was said.
    private func root(in file: String) throws(DutyFailure) -> ServiceRoot {
        guard let bytes = try BoundedFile.read(file, mostBytes: KeyListLimits().mostBytes) else {
            throw DutyFailure(.fileUnreadable, "There is no file \(file).")
        }
        guard
            let root = CertifiedServiceKeys(json: bytes)?.root
                ?? (try? KeyList.verified(json: bytes))?.certification?.root
        else { throw DutyFailure(.valueMalformed, "\(file) does not name a service root.") }
        guard let said = try? ContentHash(hex: fingerprint.lowercased()), said == root.fingerprint else {
            throw DutyFailure(
                .valueMalformed, "\(file) names the service root \(root.fingerprint).",
                remedy: "Compare it with the publisher, and give the fingerprint that you were told.")
        }
        return root
    }
}
