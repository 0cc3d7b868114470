import ArgumentParser
import DutyModel
import Installation
import Tablet

/// `dutymark up`: the whole system on this computer, in one process.
struct UpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up",
        abstract: "Start back end, machine and page on this computer; Ctrl-C stops them.",
        discussion: """
            Makes what is missing: a certificate authority, an enrolled machine, and a customer account with \
            demonstration money. Nothing it prints is a valid stamp.
            """)

    @OptionGroup var folder: DataFolderOption
    @OptionGroup var logging: LoggingOption

    @Option(help: "The page's port on this computer.")
    var port: UInt16?

    @Option(help: ArgumentHelp("Write every message exchanged into this folder, as XML.", valueName: "dir"))
    var recordMessages: String?

    @Option(help: "Ask once more, with the amount in words, before franking or topping up more than this, in rupees.")
    var confirmAbove: String?

    func run() async throws {
        try await reporting {
            let layout = try folder.layout()
            var choice = LocalSystemUp.Choice(
                layout: layout, port: try port ?? LocalPlaces.pagePort(), recordMessages: recordMessages)
            if let confirmAbove { choice.confirmation = AmountConfirmation(above: try Paise(rupeeText: confirmAbove)) }
            let chosen = choice
            let system = try await layout.advising { () async throws(DutyFailure) in
                try await LocalSystemUp(
                    chosen, logger: logging.logger, say: { Progress().say($0) }, ready: { StandardOutput.write($0) })
            }
            try await system.run()
            Progress().say("Stopped; everything is kept in the data folder.")
        }
    }
}
