import BackEndHTTP
import DutyModel
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

/// The back end of an installation, as a process and user of its own; it makes nothing.
package struct BackEndProcess {
    private let services: [any Service]
    /// Keeps every other process away from the back end's folder.
    private let opened: OpenedBackEnd
    private let logger: Logger

    /// Opens the back end of this folder; every message exchanged is written into the folder `recordMessages`, where there
    /// is one, and `ready` is called when all listeners take connections.
    package init(
        _ layout: FolderLayout, configuration: BackEndConfiguration, recordMessages: String?, logger: Logger,
        ready: @escaping @Sendable () -> Void
    ) async throws(DutyFailure) {
        opened = try await OpenedBackEnd(made: layout, acts: configuration.acts)
        let installation = opened.installation
        let settled = try InstallationIdentity.settled(in: layout)
        let check = try configuration.publicCheck.map { (place) throws(DutyFailure) in
            try PublicCheck(of: installation, at: place, prefix: settled.verifyPrefix, published: layout.published)
        }
        let part = try BackEndPart(
            installation, configuration: configuration, publicCheck: check, recordMessages: recordMessages,
            logger: logger, ready: { ready() })
        let operators = try await OperatorPart(
            installation, installation: settled, layout: layout, keyList: configuration.keyList,
            group: NIOSingletons.posixEventLoopGroup, logger: logger)
        services = part.services + operators.services
        self.logger = logger
    }

    /// Serves until Ctrl-C or SIGTERM; then finishes what was begun and returns.
    package func run() async throws {
        try await LongRun(services: services, logger: logger).run()
        withExtendedLifetime(opened.lock) {}
    }
}
