import ArgumentParser
import DutyModel
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

/// `dutymark machine run`: the parts of a machine that was enrolled before, together or apart.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run an enrolled machine, or one of its parts, each as a process and user of its own.")

    /// What may run apart.
    enum Part: String, ExpressibleByArgument, CaseIterable {
        case base, tablet
    }

    @OptionGroup var options: ConfigurationOption
    @OptionGroup var logging: LoggingOption

    @Option(help: "The page's port.")
    var port: UInt16?

    @Option(help: "The part to run; both unless given.")
    var part: Part?

    func run() async throws {
        do {
            let machine = try configured()
            do {
                try await run(machine)
            } catch let failure as DutyFailure {
                throw machine.0.advised(failure)
            }
        } catch let failure as DutyFailure {
            throw failure.reported()
        }
    }

    /// Where the machine is and how it runs; `--port` goes before the file.
    private func configured() throws(DutyFailure) -> (FolderLayout, MachineConfiguration) {
        guard let file = options.file else {
            let layout = try options.layout(nil)
            return try layout.advising { () throws(DutyFailure) in
                // A folder without an installation is told as that, and not as one without ports.
                _ = try Installation.settled(in: layout)
                return (layout, try .local(layout, pagePort: port))
            }
        }
        let read = try MachineConfiguration.read(file)
        var configuration = read.configuration
        if let port { configuration.page.port = port }
        return (try options.layout(read.data), configuration)
    }

    private func run(_ machine: (layout: FolderLayout, configuration: MachineConfiguration)) async throws {
        let (layout, configuration) = machine
        let installation = try Installation.settled(in: layout)
        let group = NIOSingletons.posixEventLoopGroup
        let ready = Readiness(parts: part == nil ? 2 : 1) { StandardOutput.write("Dutymark machine is ready.") }
        var services: [any Service] = []
        var keep: [Any] = []
        if part != .tablet {
            let base = try await BasePart.open(
                OpenedBase(made: layout, installation: installation), installation: installation,
                link: configuration.link,
                group: group, logger: logging.logger)
            services += base.services
            keep.append(base.lock)
            await ready.arrived()
        }
        if part != .base {
            let tablet = try await TabletPart.open(
                try await OpenedTablet(layout, installation: installation), installation: installation,
                configuration: configuration, group: group,
                logger: logging.logger)
            let page = try PagePart(
                tablet.unit, at: configuration.page, checking: .ownPrints(installation.verifyPrefix),
                logger: logging.logger,
                ready: { await ready.arrived() })
            services += tablet.services + [page.service]
            keep.append(tablet.lock)
        }
        try await LongRun(services: services, logger: logging.logger).run()
        withExtendedLifetime(keep) {}
    }
}
