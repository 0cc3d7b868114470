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

    @OptionGroup var folder: DataFolderOption
    @OptionGroup var logging: LoggingOption

    @Option(help: "The page's port on this computer.")
    var port: UInt16?

    @Option(help: "The part to run; both unless given.")
    var part: Part?

    func run() async throws {
        do {
            try await run(folder.layout())
        } catch let failure as DutyFailure {
            throw failure.reported()
        }
    }

    private func run(_ layout: FolderLayout) async throws {
        let installation = try Installation.read(layout.installation)
        let guide = try LocalGuide(PortBook.read(layout.ports))
        let group = NIOSingletons.posixEventLoopGroup
        let ready = Readiness(parts: part == nil ? 2 : 1) { StandardOutput.write("Dutymark machine is ready.") }
        var services: [any Service] = []
        var keep: [Any] = []
        if part != .tablet {
            let base = try await BasePart.open(
                layout, installation: installation, guide: guide, group: group, logger: logging.logger)
            services += base.services
            keep.append(base.lock)
            await ready.arrived()
        }
        if part != .base {
            let tablet = try await TabletPart.open(
                layout, installation: installation, guide: guide, group: group, logger: logging.logger)
            let page = try PagePart(
                tablet.unit, port: port ?? LocalGuide.pagePort(), layout: layout, logger: logging.logger,
                ready: { await ready.arrived() })
            services += tablet.services + [page.service]
            keep.append(tablet.lock)
        }
        try await LongRun(services: services, logger: logging.logger).run()
        withExtendedLifetime(keep) {}
    }
}
