import Installation
import ArgumentParser
import Base
import DutyModel
import Exchanges
import Foundation
import LocalSystem
import Signing

/// `dutymark machine pin-root`: gives a base that was made before there were service roots the root that it obeys.
struct PinRootCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pin-root",
        abstract: "Give the base of a machine that is stopped the service root that its devices obey.",
        discussion: """
            Only for a base that an earlier version made; new ones have their root from the start. The file is what \
            "dutymark backend root --output FILE" wrote. Compare the fingerprint with the back end's operator, over \
            another way than the file came.
            """)

    @OptionGroup var folder: DataFolderOption

    @Option(name: .customLong("from"), help: ArgumentHelp("The file with the root's public keys.", valueName: "file"))
    var file: String

    @Option(help: ArgumentHelp("The root's fingerprint, as the operator says it.", valueName: "hex"))
    var fingerprint: String

    func run() throws {
        try reporting(sayingOutcome: true) {
            let layout = try folder.layout()
            try layout.advising { () throws(DutyFailure) in try pin(in: layout) }
            try StandardOutput.report("Devices in this base obey the service root \(fingerprint).")
        }
    }

    private func pin(in layout: FolderLayout) throws(DutyFailure) {
        guard let bytes = try BoundedFile.read(file, mostBytes: ServiceKeyPlace.mostBytes),
            let keys = CertifiedServiceKeys(json: bytes)
        else { throw DutyFailure(.valueMalformed, "\(file) does not hold a service root.") }
        guard let said = try? ContentHash(hex: fingerprint.lowercased()), said == keys.root.fingerprint else {
            throw DutyFailure(
                .valueMalformed, "\(file) holds the service root \(keys.root.fingerprint).",
                remedy: "Compare it with the operator of the back end, and give the fingerprint that you were told.")
        }
        let installation = try InstallationIdentity.settled(in: layout)
        var base = try OpenedBase(made: layout, installation: installation)
        try base.folder.give(keys.root, to: &base.device)
        guard base.device.serviceRoot == keys.root else {
            throw DutyFailure(.serviceRootPinned, "The base obeys a later service root than the one in \(file).")
        }
        try base.device.takeServiceKeys(keys)
        try base.folder.giveToOwner()
        withExtendedLifetime(base.lock) {}
    }
}
