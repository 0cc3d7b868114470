import Installation
import ArgumentParser
import BackEnd
import DutyModel
import Exchanges
import Foundation
import LocalSystem
import Signing

/// `dutymark backend root`: whom the devices of this back end obey.
struct RootCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "root",
        abstract: "Show the service root and the certificates of the service keys; renew them, or have others follow.",
        discussion: """
            Devices obey the service keys that the service root certifies. Its three private halves lie in the folder \
            "service-root" of a new back end, so that a demonstration works by itself: take them to three other places. \
            Two of them renew the certificates, once in years; put a new key in a service's place; and say which root \
            follows. The back end must not run.
            """)

    @OptionGroup var folder: DataFolderOption

    @Flag(help: "Certify all service keys anew, with two private halves of the root.")
    var renew = false

    @Option(
        help: ArgumentHelp(
            "Make a new key in the place of a service's (funds, transactions, distributor or publisher), also of one that is lost.",
            valueName: "service"))
    var newKey: ServiceKeyPurpose?

    @Option(
        help: ArgumentHelp(
            "Make the root that follows the present one, with its private halves in this folder.", valueName: "dir"))
    var newRoot: String?

    @Option(
        name: .customLong("root"),
        help: ArgumentHelp("A folder with private halves of the root; may be given more than once.", valueName: "dir"))
    var roots: [String] = []

    @Option(
        help: ArgumentHelp("Write the public keys and certificates into this file, for a machine.", valueName: "file"))
    var output: String?

    @Flag(help: "Print one JSON object instead of sentences.")
    var json = false

    private var changes: Int { (renew ? 1 : 0) + (newKey == nil ? 0 : 1) + (newRoot == nil ? 0 : 1) }

    func validate() throws {
        guard changes < 2 else { throw ValidationError("Give one of --renew, --new-key and --new-root.") }
        guard changes > 0 || roots.isEmpty else {
            throw ValidationError("--root goes with --renew, --new-key or --new-root.")
        }
    }

    func run() throws {
        do throws(DutyFailure) {
            let layout = try folder.layout()
            let report = try layout.advising { () throws(DutyFailure) in try root(of: layout) }
            if let output { try AtomicFile.write(report.keys.json, to: output, mode: 0o644) }
            let shown = ServiceRootReport(report)
            try StandardOutput.report(json ? JSONText.of(shown) : ([shown.text] + advice).joined(separator: "\n"))
        } catch {
            throw error.reported(asJSON: json, sayingOutcome: changes > 0)
        }
    }

    /// What is left for a person to do.
    private var advice: [String] {
        if newKey != nil {
            return [
                "Start the back end; running machines follow by themselves. Make a backup now: one from before holds a key "
                    + "that devices no longer obey."
            ]
        }
        if let newRoot {
            return [
                "Take each of the three private halves in \(newRoot) to a place of its own, then destroy those of the root "
                    + "before. Start the back end, and make a backup; running machines follow by themselves."
            ]
        }
        return []
    }

    private func root(of layout: FolderLayout) throws(DutyFailure) -> BackEndInstallation.RootReport {
        try layout.requireBackEnd()
        if changes > 0 { try change(layout) }
        return try BackEndInstallation.rootReport(inFolder: layout.backEnd)
    }

    private func change(_ layout: FolderLayout) throws(DutyFailure) {
        // What was made here is noted beside the back end, where no start may write meanwhile.
        let lock = try layout.take()
        defer { withExtendedLifetime(lock) {} }
        let keys: CertifiedServiceKeys
        if let newKey {
            keys = try BackEndInstallation.succeedKey(for: newKey, inFolder: layout.backEnd, rootIn: roots)
        } else if let newRoot {
            keys = try BackEndInstallation.succeedRoot(by: newRoot, inFolder: layout.backEnd, rootIn: roots)
        } else {
            keys = try BackEndInstallation.renewCertificates(inFolder: layout.backEnd, rootIn: roots)
        }
        guard var record = try FolderRecord.read(layout), let known = record.backEnd else { return }
        record.backEnd = known.followed(by: keys)
        try record.write(layout)
    }
}

extension ServiceKeyPurpose: ExpressibleByArgument {}

/// The root and its certificates, in JSON and in words.
struct ServiceRootReport: Encodable {
    /// One service key.
    struct Certificate: Encodable {
        let purpose: String
        let publicKey: String
        let number: UInt64
        let validUntil: String
    }

    let formatVersion = 1
    let fingerprint: String
    let generation: UInt64
    let privateHalvesHere: Int
    let certificates: [Certificate]

    init(_ report: BackEndInstallation.RootReport) {
        fingerprint = report.keys.root.fingerprint.hex
        generation = report.keys.root.generation
        privateHalvesHere = report.privateHalvesHere
        certificates = report.keys.certificates.map {
            Certificate(
                purpose: $0.purpose.rawValue, publicKey: $0.key.hex, number: $0.number,
                validUntil: $0.validUntil.description)
        }
    }

    var text: String {
        let table = TextTable(
            ["service", "certificate", "valid until"],
            certificates.map { [$0.purpose, String($0.number), $0.validUntil] }, figures: [1]
        ).text(whenEmpty: "No service key is certified.")
        let here =
            privateHalvesHere == 0
            ? "None of the root's private halves lies here."
            : "\(privateHalvesHere) of the root's 3 private halves lie here. Take each to a place of its own: "
                + "whoever has two can certify service keys."
        return """
            Service root \(generation)
            Fingerprint: \(fingerprint)
            \(table)
            \(here)
            """
    }
}
