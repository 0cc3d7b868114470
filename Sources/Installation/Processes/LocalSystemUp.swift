import DutyModel
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Tablet

/// The whole system of one data folder: back end, base, tablet and page.
package struct LocalSystemUp {
    /// What a person may choose about it.
    package struct Choice {
        let layout: FolderLayout
        /// The page's port.
        let port: UInt16
        /// Where every message exchanged is written; nil for nowhere.
        let recordMessages: String?
        /// From which amount on a person is asked once more.
        package var confirmation = AmountConfirmation(above: nil)

        /// The system of this folder, with its page on this port.
        package init(layout: FolderLayout, port: UInt16, recordMessages: String?) {
            (self.layout, self.port, self.recordMessages) = (layout, port, recordMessages)
        }
    }

    private let services: [any Service]
    /// Holds the locks of all folders.
    private let opened: OpenedSystem
    private let logger: Logger

    /// Opens everything, making what is missing; nothing is served before `run`.
    ///
    /// - Parameters:
    ///   - say: is told what is done next, in a sentence.
    ///   - ready: is told once all of it takes connections, with the sentence for a person.
    package init(
        _ choice: Choice, logger: Logger, say: (String) -> Void, ready: @escaping @Sendable (String) -> Void
    ) async throws(DutyFailure) {
        let layout = choice.layout
        let folder = try KeptFolder(taking: layout)
        guard try FreePort.isFree(choice.port) else {
            throw DutyFailure(.portTaken, "Port \(choice.port) of this computer is in use by another program.")
        }
        let opened = try await OpenedSystem(folder, pagePort: choice.port, say: say)
        let (installation, backEnd) = (opened.installation, opened.backEnd.installation)
        let group = NIOSingletons.posixEventLoopGroup
        var configuration = try MachineConfiguration.local(layout, pagePort: choice.port)
        configuration.confirmation = choice.confirmation
        let base = try await BasePart(
            opened.base, installation: installation, link: configuration.link, group: group, logger: logger)
        let tablet = try await TabletPart(
            opened.tablet, installation: installation, configuration: configuration, group: group, logger: logger)

        let page = configuration.page
        let readiness = Readiness(parts: 2) {
            ready("Dutymark is ready: http://\(page.address):\(page.port)/")
        }
        let backEndPart = try BackEndPart(
            backEnd, configuration: .local(layout), recordMessages: choice.recordMessages, logger: logger,
            ready: { await readiness.arrived() })
        let operators = try await OperatorPart(
            backEnd, installation: installation, layout: layout, group: group, logger: logger)
        let pagePart = try PagePart(
            tablet.unit, at: page, checking: .every(layout.published.source, backEnd.recordedStamps), logger: logger,
            ready: { await readiness.arrived() })
        services = backEndPart.services + operators.services + base.services + tablet.services + [pagePart.service]
        self.opened = opened
        self.logger = logger
    }

    /// Serves until Ctrl-C or SIGTERM; then finishes what was begun and returns.
    ///
    /// - Throws: `port_taken` where a port was taken since it was picked.
    package func run() async throws {
        try await LongRun(services: services, logger: logger).run()
        withExtendedLifetime(opened) {}
    }
}
