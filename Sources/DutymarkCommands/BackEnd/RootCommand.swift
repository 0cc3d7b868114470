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
        try reporting(asJSON: json, sayingOutcome: changes > 0) {
            let layout = try folder.layout()
            let report = try layout.advising { () throws(DutyFailure) in try root(of: layout) }
            if let output { try AtomicFile.write(report.keys.json, to: output, mode: 0o644) }
            let text = ([report.text] + advice).joined(separator: "\n")
            try StandardOutput.report(json ? report.json.text : text)
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

extension BackEndInstallation.RootReport {
    /// The root and the certificates of the service keys, for a program.
    fileprivate var json: JSONObject {
        let certificates = keys.certificates.map { certificate -> JSONObject in
            [
                "purpose": certificate.purpose.rawValue, "publicKey": certificate.key.hex, "number": certificate.number,
                "validUntil": certificate.validUntil.description,
            ]
        }
        return [
            "fingerprint": keys.root.fingerprint.hex, "generation": keys.root.generation,
            "privateHalvesHere": privateHalvesHere, "certificates": certificates,
        ]
    }

    /// The same in words.
    fileprivate var text: String {
        let table = TextTable(
            ["service", "certificate", "valid until"],
            keys.certificates.map { [$0.purpose.rawValue, String($0.number), $0.validUntil.description] }, figures: [1]
        ).text(whenEmpty: "No service key is certified.")
        let here =
            privateHalvesHere == 0
            ? "None of the root's private halves lies here."
            : "\(privateHalvesHere) of the root's 3 private halves lie here. Take each to a place of its own: "
                + "whoever has two can certify service keys."
        return """
            Service root \(keys.root.generation)
            Fingerprint: \(keys.root.fingerprint.hex)
            \(table)
            \(here)
            """
    }
}
