import BackEnd
import DutyModel
import LocalSystem
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

/// The whole system of one data folder: back end, base, tablet and page.
struct LocalSystemUp {
    /// What a person may choose about it.
    struct Choice {
        let layout: FolderLayout
        /// The page's port.
        let port: UInt16
        /// Where every message exchanged is written; nil for nowhere.
        let recordMessages: String?
    }

    private let services: [any Service]
    private let locks: [FolderLock]
    private let logger: Logger

    /// Opens everything, making what is missing; nothing is served before `run`.
    init(_ choice: Choice, logger: Logger) async throws(DutyFailure) {
        let progress = Progress()
        let layout = choice.layout
        let rootLock = try layout.take()
        guard try FreePort.isFree(choice.port) else {
            throw DutyFailure(.portTaken, "Port \(choice.port) of this computer is in use by another program.")
        }
        let installation = try Installation.readOrMake(layout.installation) { () throws(DutyFailure) in
            try .demonstration(prefix: .ofLocalPage(port: choice.port))
        }
        try Self.settlePorts(layout)
        let group = NIOSingletons.posixEventLoopGroup
        progress.say("Opening the back end …")
        let opened = try await OpenedBackEnd(layout)
        progress.say("Opening the machine …")
        var device = try OpenedBase(layout, installation: installation)
        try await MachineEnrolment(backEnd: opened.installation, installation: installation, layout: layout)
            .enrol(&device)
        try await KeyListPublication(
            backEnd: opened.installation, installation: installation, layout: layout, clock: SystemWallClock()
        ).publish()
        let configuration = try MachineConfiguration.local(layout, pagePort: choice.port)
        let base = try await BasePart.open(
            device, installation: installation, link: configuration.link, group: group, logger: logger)
        let tablet = try await TabletPart.open(
            layout, installation: installation, configuration: configuration, group: group, logger: logger)

        let page = configuration.page
        let ready = Readiness(parts: 2) {
            StandardOutput.write("Dutymark is ready: http://\(page.address):\(page.port)/")
        }
        let backEndPart = try BackEndPart(
            opened.installation, configuration: .local(layout), recordMessages: choice.recordMessages, logger: logger,
            ready: { await ready.arrived() })
        let operators = try await OperatorPart(
            opened.installation, installation: installation, layout: layout, group: group, logger: logger)
        let pagePart = try PagePart(
            tablet.unit, at: page, layout: layout, logger: logger, ready: { await ready.arrived() })
        services = backEndPart.services + operators.services + base.services + tablet.services + [pagePart.service]
        locks = [rootLock, opened.lock, base.lock, tablet.lock]
        self.logger = logger
    }

    /// Serves until Ctrl-C or SIGTERM; then finishes what was begun and returns.
    ///
    /// - Throws: `port_taken` where a port was taken since it was picked.
    func run() async throws {
        try await LongRun(services: services, logger: logger).run()
        withExtendedLifetime(locks) {}
        Progress().say("Stopped; everything is kept in the data folder.")
    }

    private static func settlePorts(_ layout: FolderLayout) throws(DutyFailure) {
        var book = try PortBook.read(layout.ports)
        try book.settle(try LocalPlaces.portKeys(), at: layout.ports)
    }
}
