import LocalSystem
import Logging
import ServiceLifecycle

/// Runs services until Ctrl-C or SIGTERM, and stops them within a bounded time.
struct LongRun {
    let services: [any Service]
    let logger: Logger

    /// The longest time that everything together may take to stop, in seconds; within it, what was begun is finished.
    private static let shutdownSeconds = 3

    /// Serves until it is told to stop; a service that fails stops the others, and its failure is thrown.
    func run() async throws {
        OpenFileLimit.raise()
        var configuration = ServiceGroupConfiguration(
            services: services.map { .init(service: $0) }, gracefulShutdownSignals: [.sigint, .sigterm],
            logger: logger)
        configuration.maximumGracefulShutdownDuration = .seconds(Self.shutdownSeconds)
        try await ServiceGroup(configuration: configuration).run()
    }
}
