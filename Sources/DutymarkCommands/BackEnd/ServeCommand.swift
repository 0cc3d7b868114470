import ArgumentParser
import DutyModel
import Installation

/// `dutymark backend serve`: the back end of an installation, as a process and user of its own.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve distributor, funds, transactions and the public check; Ctrl-C stops them.")

    @OptionGroup var options: ConfigurationOption
    @OptionGroup var logging: LoggingOption

    @Option(help: ArgumentHelp("Write every message exchanged into this folder, as XML.", valueName: "dir"))
    var recordMessages: String?

    func run() async throws {
        try await reporting {
            let backEnd = try configured()
            do {
                try await run(backEnd)
            } catch let failure as DutyFailure {
                throw backEnd.0.advised(failure)
            }
        }
    }

    /// Where the back end is and how it runs.
    private func configured() throws(DutyFailure) -> (FolderLayout, BackEndConfiguration) {
        guard let file = options.file else {
            let layout = try options.layout(nil)
            return try layout.advising { () throws(DutyFailure) in
                try layout.requireBackEnd()
                return (layout, try .local(layout))
            }
        }
        let (configuration, data) = try BackEndConfiguration.read(file)
        let layout = try options.layout(data)
        try layout.advising { () throws(DutyFailure) in try layout.requireBackEnd() }
        return (layout, configuration)
    }

    private func run(_ backEnd: (layout: FolderLayout, configuration: BackEndConfiguration)) async throws {
        try await BackEndProcess(
            backEnd.layout, configuration: backEnd.configuration, recordMessages: recordMessages,
            logger: logging.logger, ready: { StandardOutput.write("Dutymark back end is ready.") }
        ).run()
    }
}
