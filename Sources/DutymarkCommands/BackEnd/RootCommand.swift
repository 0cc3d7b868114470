import ArgumentParser
import BackEnd
import DutyModel
import Foundation
import LocalSystem
import Signing

/// `dutymark backend root`: whom the devices of this back end obey.
struct RootCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "root",
        abstract: "Show the service root and the certificates of the service keys, or renew them.",
        discussion: """
            Devices obey the service keys that the service root certifies. Its three private halves lie in the folder \
            "service-root" of a new back end, so that a demonstration works by itself: take them to three other places. \
            Two of them renew the certificates, once in years.
            """)

    @OptionGroup var folder: DataFolderOption

    @Flag(help: "Certify all service keys anew, with two private halves of the root; the back end must not run.")
    var renew = false

    @Option(
        name: .customLong("root"),
        help: ArgumentHelp("A folder with private halves of the root; may be given more than once.", valueName: "dir"))
    var roots: [String] = []

    @Option(
        help: ArgumentHelp("Write the public keys and certificates into this file, for a machine.", valueName: "file"))
    var output: String?

    @Flag(help: "Print one JSON object instead of sentences.")
    var json = false

    func validate() throws {
        guard renew || roots.isEmpty else { throw ValidationError("--root goes with --renew.") }
    }

    func run() throws {
        do throws(DutyFailure) {
            let layout = try folder.layout()
            let report = try layout.advising { () throws(DutyFailure) in try root(of: layout) }
            if let output { try AtomicFile.write(report.keys.json, to: output, mode: 0o644) }
            try StandardOutput.report(json ? JSONText.of(ServiceRootReport(report)) : ServiceRootReport(report).text)
        } catch {
            throw error.reported(asJSON: json, sayingOutcome: renew)
        }
    }

    private func root(of layout: FolderLayout) throws(DutyFailure) -> BackEndInstallation.RootReport {
        try layout.requireBackEnd()
        if renew { _ = try BackEndInstallation.renewCertificates(inFolder: layout.backEnd, rootIn: roots) }
        return try BackEndInstallation.rootReport(inFolder: layout.backEnd)
    }
}

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
