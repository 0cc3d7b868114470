import ArgumentParser
import ConnectivityGuide
import DutyModel
import Installation

/// `dutymark machine run`: the parts of a machine that was enrolled before, together or apart.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run an enrolled machine, or one of its parts, each as a process and user of its own.")

    @OptionGroup var options: ConfigurationOption
    @OptionGroup var logging: LoggingOption

    @Option(help: "The page's port.")
    var port: UInt16?

    @Option(help: "The part to run; both unless given.")
    var part: MachinePart?

    func run() async throws {
        try await reporting {
            let machine = try configured()
            do {
                try await run(machine)
            } catch let failure as DutyFailure {
                throw machine.0.advised(failure)
            }
        }
    }

    /// Where the machine is and how it runs; `--port` goes before the file.
    private func configured() throws(DutyFailure) -> (FolderLayout, MachineConfiguration) {
        guard let file = options.file else {
            let layout = try options.layout(nil)
            return try layout.advising { () throws(DutyFailure) in
                // A folder without an installation is told as that, and not as one without ports.
                _ = try InstallationIdentity.settled(in: layout)
                return (layout, try .local(layout, pagePort: port))
            }
        }
        let read = try MachineConfiguration.read(file)
        var configuration = read.configuration
        if let port { configuration.page.port = port }
        return (try options.layout(read.data), configuration)
    }

    private func run(_ machine: (layout: FolderLayout, configuration: MachineConfiguration)) async throws {
        try await MachineProcess(
            machine.layout, configuration: machine.configuration, part: part, logger: logging.logger,
            ready: { StandardOutput.write("Dutymark machine is ready.") }
        ).run()
    }
}

extension MachinePart: ExpressibleByArgument {}
