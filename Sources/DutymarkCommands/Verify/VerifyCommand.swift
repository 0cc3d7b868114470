import Installation
import ArgumentParser
import DutyModel
import Foundation
import LocalSystem
import Printing
import PublishedKeys
import Signing

/// `dutymark verify`: checks the code of a stamp against the published key list, off-line.
public struct VerifyCommand: ParsableCommand {
    /// What the command is called and what it takes.
    public static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check whether a stamp is genuine.",
        discussion: """
            Needs the published key list, no network. The highest version of the list that was seen is remembered in the \
            data folder, and an older one is refused from then on; with --key, any version counts and nothing is \
            remembered. Exit status: 0 genuine; 1 genuine, but there is something \
            to know; 2 not proven genuine; 3 no key list at hand, or nowhere to write the answer; 64 bad usage.
            """)

    /// The largest picture that is read from disk; the reader has the same limit.
    private static let mostImageBytes = 64 << 20

    @Option(help: ArgumentHelp("The text of the code, as a scanner reads it.", valueName: "text"))
    var code: String?

    @Option(help: ArgumentHelp("A PNG picture that shows one stamp.", valueName: "file"))
    var image: String?

    @Option(help: ArgumentHelp("The key list; by default the one of the data folder.", valueName: "file"))
    var key: String?

    @Option(help: ArgumentHelp("The data folder.", valueName: "dir"))
    var data: String?

    @Flag(help: "Write the answer as JSON.")
    var json = false

    /// What the parser fills in.
    public init() {}

    /// Checks what the options say together.
    public func validate() throws {
        guard (code == nil) != (image == nil) else { throw ValidationError("Give either --code or --image.") }
    }

    /// Carries the command out.
    public func run() throws {
        let outcome = self.outcome(environment: ProcessInfo.processInfo.environment)
        let standardOutput = json ? try outcome.json : outcome.text
        do throws(DutyFailure) {
            try StandardOutput.writeWhole(standardOutput)
        } catch {
            StandardError.write(outcome.text)
            StandardError.write(error.description)
            throw ExitCode(VerifyOutcome.untold)
        }
        if !outcome.failureText.isEmpty { StandardError.writeAsIs(outcome.failureText) }
        if outcome.exitStatus != 0 { throw ExitCode(outcome.exitStatus) }
    }

    /// What the check finds, given where this process looks for its data and what its clock says.
    func outcome(environment: [String: String], now: Timestamp = SystemWallClock().now()) -> VerifyOutcome {
        let layout: FolderLayout
        do {
            layout = try DataFolder(option: data, environment: environment).layout
        } catch {
            return VerifyOutcome(noKeyList: error)
        }
        let published = layout.published
        let source =
            key.map {
                KeyListSource(
                    listFiles: [$0], publisherFile: published.publisherFile, trustFile: published.trustFile,
                    isGiven: true)
            } ?? published.source
        return VerifyOutcome(code: stampCode, source: source, memory: layout.seenKeyLists, now: now)
    }

    private func stampCode() throws(DutyFailure) -> String {
        if let code { return code }
        let path = image ?? ""
        guard let png = try BoundedFile.read(path, mostBytes: Self.mostImageBytes) else {
            throw DutyFailure(.fileUnreadable, "There is no file \(path).")
        }
        return try QRImageReader().stampCode(inPNG: png)
    }
}
