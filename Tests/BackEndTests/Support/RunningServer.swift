import BackEnd
import BackEndHTTP
import DutyModel
import Logging
import ServiceLifecycle

extension TestSite {
    /// Where the services listen in a test: loopback, on ports picked free.
    static var listeners: BackEndListeners {
        func listener(_ path: String) -> ListenerConfiguration {
            ListenerConfiguration(bindHost: "127.0.0.1", port: 0, publicHost: "127.0.0.1", path: path)
        }
        return BackEndListeners(
            services: [
                .distributor: [listener("/distributor")], .funds: [listener("/funds")],
                .transactions: [listener("/transactions")],
            ], plain: listener("/distributor"))
    }

    /// A logger that keeps a test's output readable.
    static var quiet: Logger {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return logger
    }

    /// Runs the back end's listeners around a body and stops them gracefully.
    func serving(
        on listeners: BackEndListeners = Self.listeners, limits: ListenerLimits = ListenerLimits(),
        publicCheck: PublicCheck? = nil, recorder: (any MessageRecorder)? = nil,
        _ body: (BoundPorts) async throws -> Void
    ) async throws {
        let (ready, report) = AsyncStream.makeStream(of: BoundPorts.self)
        let quiet = Self.quiet
        var listeners = listeners
        listeners.publicCheck = publicCheck
        let server = BackEndServer(
            installation: backEnd, listeners: listeners, limits: limits, recorder: recorder,
            logger: quiet
        ) { report.yield($0) }
        let group = ServiceGroup(services: [server], logger: quiet)
        let running = Task {
            defer { report.finish() }
            try await group.run()
        }
        for await ports in ready {
            do {
                try await body(ports)
            } catch {
                running.cancel()
                _ = await running.result
                throw error
            }
            await group.triggerGracefulShutdown()
            break
        }
        try await running.value
    }
}
