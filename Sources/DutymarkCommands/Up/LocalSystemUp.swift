import BackEnd
import Base
import DutyModel
import LocalSystem
import Logging
import MachineLink
import NIOCore
import NIOPosix
import SecurityDevice
import ServiceLifecycle
import Tablet

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
        let rootLock = try Self.takeFolder(layout)
        guard try FreePort.isFree(choice.port) else {
            throw DutyFailure(.portTaken, "Port \(choice.port) of this computer is in use by another program.")
        }
        let installation = try Installation.readOrMake(layout.installation) { () throws(DutyFailure) in
            try .demonstration(pagePort: choice.port)
        }
        let guide = try Self.guide(layout)
        progress.say("Opening the back end …")
        try BackEndBackup.requireWhole(layout.backEnd)
        try LocalSystem.PrivateFolder.make(layout.backEnd)
        let backEndLock = try FolderLock(folder: layout.backEnd)
        let backEnd = try await BackEndInstallation.open(folder: layout.backEnd)
        progress.say("Opening the machine …")
        let machine = MachineOpening(
            layout: layout, installation: installation, guide: guide, group: NIOSingletons.posixEventLoopGroup,
            logger: logger)
        let base = try await machine.enrolledBase(at: backEnd)
        let tablet = try await machine.tablet()

        let host = try LocalGuide.pageHost()
        let ready = Readiness(parts: 2) {
            StandardOutput.write("Dutymark is ready: http://\(host):\(choice.port)/")
        }
        let backEndPart = try BackEndPart(
            backEnd, guide: guide, recordMessages: choice.recordMessages, logger: logger,
            ready: { await ready.arrived() })
        let operators = try await OperatorPart(
            backEnd, installation: installation, layout: layout, group: NIOSingletons.posixEventLoopGroup,
            logger: logger)
        let page = try PagePart(
            tablet.unit, port: choice.port, layout: layout, logger: logger, ready: { await ready.arrived() })
        services = backEndPart.services + operators.services + base.services + tablet.services + [page.service]
        locks = [rootLock, backEndLock, base.lock, tablet.lock]
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

    /// Makes or finds the data folder, and keeps every other process out of it.
    private static func takeFolder(_ layout: FolderLayout) throws(DutyFailure) -> FolderLock {
        let folder = try ProbedFolder(
            probing: layout.root, whenMissing: .create, newestKnownVersion: FolderLayout.version)
        let lock = try FolderLock(folder: layout.root)
        if folder.layoutVersion != FolderLayout.version { try folder.markVersion(FolderLayout.version) }
        return lock
    }

    private static func guide(_ layout: FolderLayout) throws(DutyFailure) -> LocalGuide {
        var book = try PortBook.read(layout.ports)
        try book.settle(try LocalGuide.portKeys(), at: layout.ports)
        return try LocalGuide(book)
    }
}

/// Opens the two parts of a machine on the same computer as its back end.
private struct MachineOpening {
    let layout: FolderLayout
    let installation: Installation
    let guide: LocalGuide
    let group: any EventLoopGroup
    let logger: Logger

    /// The base, with a device that the back end knows and whose key is published.
    func enrolledBase(at backEnd: BackEndInstallation) async throws(DutyFailure) -> BasePart {
        let tablet = try TabletFolder(path: layout.tablet)
        let clock = SystemWallClock()
        let enrolment = DemonstrationEnrolment(backEnd: backEnd, installation: installation, clock: clock)
        let base = try await BasePart.open(
            layout, installation: installation, guide: guide, group: group, logger: logger
        ) { device, reading async throws(DutyFailure) in
            try LinkPairing.make(
                baseFolder: BaseFolder(path: layout.base).link, tabletFolder: tablet.link, now: reading.wall)
            try await enrolment.enrol(&device, at: reading, tablet: tablet)
        }
        try await KeyListPublication(backEnd: backEnd, installation: installation, layout: layout, clock: clock)
            .publish()
        return base
    }

    /// The tablet.
    func tablet() async throws(DutyFailure) -> TabletPart {
        try await TabletPart.open(
            layout, installation: installation, guide: guide, group: group, logger: logger)
    }
}
