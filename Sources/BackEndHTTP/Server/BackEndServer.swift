import BackEnd
import DutyModel
import Foundation
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
import ServiceLifecycle

/// The back end's listeners as one service: one for each service name, and the distributor's plain port.
///
/// It publishes the directory once every port is bound, then reports the ports, and stops on graceful shutdown
/// after the requests at hand are answered.
public struct BackEndServer: Service {
    private let installation: BackEndInstallation
    private let listeners: BackEndListeners
    private let limits: ListenerLimits
    private let gate: MachineGate
    private let recorder: (any MessageRecorder)?
    private let logger: Logger
    private let onReady: @Sendable (BoundPorts) async -> Void

    /// A server on an installation; `onReady` is called once, after the directory was published.
    public init(
        installation: BackEndInstallation, listeners: BackEndListeners, limits: ListenerLimits = ListenerLimits(),
        recorder: (any MessageRecorder)? = nil, logger: Logger,
        onReady: @escaping @Sendable (BoundPorts) async -> Void
    ) {
        self.installation = installation
        self.listeners = listeners
        self.limits = limits
        gate = MachineGate(maximum: limits.requestsPerMachineMaximum)
        self.recorder = recorder
        self.logger = logger
        self.onReady = onReady
    }

    /// Runs until graceful shutdown or cancellation.
    ///
    /// Throws `DutyFailure`: `port_taken` where a port is in use, and what the installation throws.
    public func run() async throws {
        let (bound, report) = AsyncStream.makeStream(of: BoundPort.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (name, listener) in listeners.services {
                let application = try application(name, on: listener) { report.yield(BoundPort(name: name, port: $0)) }
                group.addTask { try await Self.run(application, on: listener) }
            }
            if let plain = listeners.plain {
                let application = plainApplication(on: plain) { report.yield(BoundPort(name: nil, port: $0)) }
                group.addTask { try await Self.run(application, on: plain) }
            }
            group.addTask { try await announce(bound) }
            // The first listener that fails takes the others with it; `waitForAll` would wait for them first.
            for try await _ in group {}
        }
    }

    private static func run(_ application: some ApplicationProtocol, on listener: ListenerConfiguration) async throws {
        do {
            try await application.run()
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw DutyFailure(.portTaken, "Port \(listener.port) on \(listener.bindHost) is already in use.")
        } catch let error as IOError where error.errnoCode == EACCES {
            throw DutyFailure(.portTaken, "Port \(listener.port) on \(listener.bindHost) is kept for the system.")
        }
    }

    /// Waits for every listener, publishes the directory, and reports the ports.
    private func announce(_ bound: AsyncStream<BoundPort>) async throws {
        var ports = BoundPorts()
        for await port in bound {
            if let name = port.name { ports.services[name] = port.port } else { ports.plain = port.port }
            guard ports.services.count == listeners.services.count, (ports.plain != nil) == (listeners.plain != nil)
            else { continue }
            try await installation.distributor.publish(locations(ports))
            await onReady(ports)
            return
        }
    }

    private func locations(_ ports: BoundPorts) -> [ServiceLocation] {
        ServiceName.allCases.compactMap { name in
            guard let listener = listeners.services[name], let port = ports.services[name] else { return nil }
            return ServiceLocation(
                service: name, host: listener.publicHost, port: listener.publicPort ?? port, path: listener.path)
        }
    }

    private func application(
        _ name: ServiceName, on listener: ListenerConfiguration, bound: @escaping @Sendable (UInt16) -> Void
    ) throws -> some ApplicationProtocol {
        let credential = try installation.credential(
            for: name, hosts: [listener.publicHost] + listener.otherHosts)
        let tls = try ServerTLS.configuration(credential, rootPEM: installation.authority.rootPEM)
        let endpoint = MessageEndpoint(
            service: name, path: listener.path, installation: installation, recorder: recorder,
            deadlines: BodyDeadlines(seconds: limits.bodySeconds), gate: gate, logger: logger)
        return Application(
            responder: EndpointResponder(endpoint: endpoint), server: try .tls(http1, configuration: tls),
            configuration: configuration(listener), onServerRunning: { Self.report($0, to: bound) }, logger: logger)
    }

    private func plainApplication(
        on listener: ListenerConfiguration, bound: @escaping @Sendable (UInt16) -> Void
    ) -> some ApplicationProtocol {
        Application(
            responder: PlainResponder(), server: http1, configuration: configuration(listener),
            onServerRunning: { Self.report($0, to: bound) }, logger: logger)
    }

    private var http1: HTTPServerBuilder {
        .http1(
            configuration: HTTP1Channel.Configuration(
                idleTimeout: .seconds(limits.idleSeconds),
                httpDecoderConfiguration: HTTP1Channel.Configuration.DecoderConfiguration(
                    maxHeaderFieldSize: limits.headerBytesMaximum, maxHeaderListSize: limits.headerBytesMaximum,
                    maxHeaderFieldCount: 64)))
    }

    private func configuration(_ listener: ListenerConfiguration) -> ApplicationConfiguration {
        ApplicationConfiguration(
            address: .hostname(listener.bindHost, port: listener.port),
            availableConnectionsDelegate: MaximumAvailableConnections(limits.connectionsMaximum))
    }

    private static func report(_ channel: any Channel, to bound: @Sendable (UInt16) -> Void) {
        bound(UInt16(channel.localAddress?.port ?? 0))
    }
}

/// One port that was bound; without a name it is the plain one.
private struct BoundPort: Sendable {
    let name: ServiceName?
    let port: UInt16
}
