import ConnectionRules
import DutyModel
import Foundation
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle

/// Serves the page on one host and port of this computer, until graceful shutdown.
public struct TabletPageServer: Service {
    private let application: Application<RouterResponder<BasicRequestContext>>
    private let host: String
    private let port: Int

    /// A browser opens six connections to a host; a handful of windows, the verify page and programs beside them fit.
    private static let limits = ConnectionLimits(established: 128)

    /// A server for these routes.
    ///
    /// - Parameters:
    ///   - router: The page's routes (`TabletPage.router`).
    ///   - host: The address to bind, a loopback address.
    ///   - port: The port to bind; 0 picks a free one.
    ///   - logger: Where it writes; requests are not logged.
    ///   - running: Called with the bound port once connections are accepted.
    public init(
        router: Router<BasicRequestContext>, host: String, port: Int, logger: Logger,
        running: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        self.host = host
        self.port = port
        let door = ConnectionDoor(Self.limits, isEncrypted: false)
        application = Application(
            router: router,
            // Long enough for a person's pause between two taps, short enough not to hold sockets of the gone.
            server: .http1(
                configuration: .init(additionalChannelHandlers: [door.handler()], idleTimeout: .seconds(75))),
            configuration: ApplicationConfiguration(address: .hostname(host, port: port)),
            onServerRunning: { channel in await running(channel.localAddress?.port ?? port) }, logger: logger)
    }

    /// Binds and serves; throws `port_taken` where another program has the port.
    public func run() async throws {
        do {
            try await application.run()
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw DutyFailure(.portTaken, "Port \(port) on \(host) is in use by another program.")
        } catch let error as IOError {
            throw DutyFailure(
                .internalError, "The page cannot be served on \(host) port \(port): \(ErrorWords.of(error)).")
        }
    }
}
