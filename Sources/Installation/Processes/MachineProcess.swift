import ConnectivityGuide
import DutyModel
import LocalSystem
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

/// An enrolled machine, or one of its parts, as a process and user of its own; it makes nothing.
package struct MachineProcess {
    private let services: [any Service]
    /// Keep every other process away from the folders of the parts.
    private let locks: [FolderLock]
    private let logger: Logger

    /// Opens both parts, or this one alone; `ready` is called once all of them answer.
    package init(
        _ layout: FolderLayout, configuration: MachineConfiguration, part: MachinePart?, logger: Logger,
        ready: @escaping @Sendable () -> Void
    ) async throws(DutyFailure) {
        let installation = try InstallationIdentity.settled(in: layout)
        let group = NIOSingletons.posixEventLoopGroup
        let readiness = Readiness(parts: part == nil ? 2 : 1, whenReady: ready)
        var services: [any Service] = []
        var locks: [FolderLock] = []
        if part != .tablet {
            let base = try await BasePart(
                OpenedBase(made: layout, installation: installation), installation: installation,
                link: configuration.link, group: group, logger: logger)
            services += base.services
            locks.append(base.lock)
            await readiness.arrived()
        }
        if part != .base {
            let tablet = try await TabletPart(
                try await OpenedTablet(layout, installation: installation), installation: installation,
                configuration: configuration, group: group, logger: logger)
            let page = try PagePart(
                tablet.unit, at: configuration.page, checking: .ownPrints(installation.verifyPrefix), logger: logger,
                ready: { await readiness.arrived() })
            services += tablet.services + [page.service]
            locks.append(tablet.lock)
        }
        (self.services, self.locks, self.logger) = (services, locks, logger)
    }

    /// Serves until Ctrl-C or SIGTERM; then finishes what was begun and returns.
    package func run() async throws {
        try await LongRun(services: services, logger: logger).run()
        withExtendedLifetime(locks) {}
    }
}
