import ArgumentParser
import DutyModel
import Installation

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
        try await reporting {
            let serial = try await MachineFolderEnrolment(
                machine: FolderLayout(root: output), backEnd: try folder.layout(), guideName: guide,
                stampPrefix: stampPrefix
            ).run()
            try StandardOutput.report(
                """
                Machine \(serial) is enrolled; its folder is \(output).
                Its keys were made on this computer. Move the folder to the machine, and leave no copy here or on the way.
                """)
        }
    }
}
