import ArgumentParser
import BackEnd
import DutyModel
import Foundation
import LocalSystem
import Signing

/// `dutymark backend enroll`: a machine for a back end that runs somewhere else than the machine, and can't be reached by it
/// yet. Its keys are made here, on another host than theirs.
struct EnrollCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enroll",
        abstract: "Make a machine's folder for this back end, to be taken to where the machine runs.",
        discussion: """
            For a computer without a network. The keys of the machine and of its security device are made here, so this \
            computer and whatever carries the folder could keep a copy of them. A machine that reaches the back end makes \
            its own keys: see "dutymark backend invite".

            The back end of --data is made where there is none; it must not run meanwhile. The machine has \
            demonstration money. Called again for the same folder, it completes what was interrupted.
            """)

    @OptionGroup var folder: DataFolderOption

    @Option(help: ArgumentHelp("The machine's new data folder.", valueName: "dir"))
    var output: String

    @Option(help: ArgumentHelp("The guide that the machine goes by: a built-in name or a file.", valueName: "guide"))
    var guide = "b700-v2"

    @Option(
        help: ArgumentHelp(
            "The https address of the public check, before the code of every stamp; this computer's page unless given.",
            valueName: "url"))
    var stampPrefix: String?

    func run() async throws {
        do throws(DutyFailure) {
            let (machine, layout) = (FolderLayout(root: output), try folder.layout())
            let serial = try await layout.advising { () async throws(DutyFailure) in
                try await machine.advising { () async throws(DutyFailure) in try await enrol(machine, at: layout) }
            }
            try StandardOutput.report(
                """
                Machine \(serial) is enrolled; its folder is \(output).
                Its keys were made on this computer. Move the folder to the machine, and leave no copy here or on the way.
                """)
        } catch {
            throw error.reported()
        }
    }

    private func enrol(_ machine: FolderLayout, at layout: FolderLayout) async throws(DutyFailure) -> MachineSerial {
        // Read before anything is made, so that a mistyped name leaves nothing behind.
        let guide = try InstallationGuide(GuideChoice(guide).load())
        let prefix = try prefix(at: layout)
        var folder = try KeptFolder(taking: layout)
        var made = try KeptFolder(taking: machine)
        let own = try folder.installation { () throws(DutyFailure) in
            try .demonstration(prefix: prefix)
        }
        let installation = try made.installation { () throws(DutyFailure) in
            try .demonstration(prefix: own.verifyPrefix)
        }
        let backEnd = try await OpenedBackEnd(&folder, of: own)
        var base = try OpenedBase(&made, installation: installation)
        try await MachineEnrolment(backEnd: backEnd.installation, installation: installation, layout: machine)
            .enrol(&base)
        try made.noteTablet()
        try await KeyListPublication(backEnd.installation, of: own, into: layout.published).publish()
        // So that the machine's page can check stamps before it is first connected, and knows whom to believe then.
        try machine.published.copy(layout.published)
        try NewMachineConfiguration(guide: guide, name: self.guide).write(in: machine)
        folder.end()
        made.end()
        return installation.machine
    }

    /// What stands before the codes of a new installation's stamps; one that is there keeps its own.
    private func prefix(at layout: FolderLayout) throws(DutyFailure) -> VerifyPrefix {
        let prefix: VerifyPrefix =
            if let stampPrefix { try VerifyPrefix(stampPrefix) } else { try .ofLocalPage(port: LocalPlaces.pagePort()) }
        if (try? Installation.settled(in: layout))?.verifyPrefix != prefix {
            try NewStampPrefix.require(prefix, demonstration: true)
        }
        return prefix
    }
}
