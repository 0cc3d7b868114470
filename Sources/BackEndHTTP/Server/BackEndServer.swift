import BackEnd
import ConnectionRules
import DutyModel
import Exchanges
import Foundation
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle

/// The back end's listeners as one service: those of each service name, the distributor's plain port, the answer whether
/// the network is open, and the public check.
///
/// It publishes the directory once every port is bound, then reports the ports, and stops on graceful shutdown
/// after the requests at hand are answered.
package struct BackEndServer: Service {
    private let installation: BackEndInstallation
    private let listeners: BackEndListeners
    private let serverAuthority: CertificateAuthority?
    private let limits: ListenerLimits
    private let gate: MachineGate
    private let sightings = MachineSightings()
    private let measuring: MeasuringService
    private let keyLists: KeyListResponder
    private let enrolment: EnrolmentResponder
    private let recorder: (any MessageRecorder)?
    private let logger: Logger
    private let onReady: @Sendable (BoundPorts) async -> Void

    /// A server on an installation; `onReady` is called once, after the directory was published. `serverAuthority`
    /// signs the listeners' certificates where it is not the installation's own.
    package init(
        installation: BackEndInstallation, listeners: BackEndListeners,
        serverAuthority: CertificateAuthority? = nil, limits: ListenerLimits = ListenerLimits(),
        recorder: (any MessageRecorder)? = nil, logger: Logger,
        onReady: @escaping @Sendable (BoundPorts) async -> Void
    ) {
        self.installation = installation
        self.listeners = listeners
        self.serverAuthority = serverAuthority
        self.limits = limits
        gate = MachineGate(maximum: limits.requestsPerMachineMaximum)
        measuring = MeasuringService(limits.measuring, sightings: sightings)
        keyLists = KeyListResponder(
            shelf: installation.keyListShelf, downloads: KeyListDownloads(limits.keyListDownloads))
        enrolment = EnrolmentResponder(
            installation.siteEnrolment, maximum: limits.enrolmentsMaximum, recorder: recorder,
            deadlines: BodyDeadlines(seconds: limits.enrolmentBodySeconds), logger: logger)
        self.recorder = recorder
        self.logger = logger
        self.onReady = onReady
    }

    /// Runs until graceful shutdown or cancellation.
    ///
    /// Throws `DutyFailure`: `port_taken` where a port is in use, and what the installation throws.
    package func run() async throws {
        let (bound, report) = AsyncStream.makeStream(of: BoundPort.self)
        var named = listeners.named
        if let publicCheck = listeners.publicCheck { named.append((.publicCheck, publicCheck.listener)) }
        let count = named.count
        let credentials = try credentials(of: named)
        let renewal = CertificateRenewal(
            installation: installation, credentials: Array(credentials.values),
            restMilliseconds: limits.certificateCheckMilliseconds, logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (name, listener) in named {
                try add(name, on: listener, showing: credentials[name], to: &group) {
                    report.yield(BoundPort(name: name, port: $0))
                }
            }
            group.addTask { await renewal.run() }
            group.addTask { try await announce(bound, of: count) }
            // The first listener that fails takes the others with it; `waitForAll` would wait for them first.
            for try await _ in group {}
        }
    }

    /// Begins to listen.
    private func add(
        _ name: ListenerName, on listener: ListenerConfiguration, showing credential: LiveCredential?,
        to group: inout ThrowingTaskGroup<Void, any Error>, bound: @escaping @Sendable (UInt16) -> Void
    ) throws {
        func serve<Responder: HTTPResponder>(
            _ responder: Responder, connections: ConnectionLimits? = nil, header: HeaderLimits? = nil
        ) where Responder.Context == PeerContext {
            let door = ConnectionDoor(connections ?? limits.connections, isEncrypted: name.isOverTLS)
            let server = http1(door, over: credential, header: header ?? limits.header)
            let application = application(responder, server, door, on: listener, bound)
            group.addTask { try await Self.run(application, on: listener) }
        }
        switch name {
        case .service(let service, _):
            let endpoint = MessageEndpoint(
                service: service, path: listener.path, installation: installation, recorder: recorder,
                deadlines: BodyDeadlines(seconds: limits.bodySeconds), gate: gate, sightings: sightings, logger: logger)
            // The distributor's place is in every guide, so neither needs a rule of its own in a firewall.
            let isDistributor = service == .distributor
            serve(
                EndpointResponder(
                    endpoint: endpoint, measuring: isDistributor ? MeasuringResponder(service: measuring) : nil,
                    keyList: isDistributor ? keyLists : nil,
                    serviceKeys: isDistributor ? ServiceKeyResponder(installation.certifiedKeys) : nil,
                    enrolment: isDistributor ? enrolment : nil))
        case .plain: serve(PlainResponder())
        case .connectivity: serve(ConnectivityResponder(path: listener.path))
        case .publicCheck:
            guard let publicCheck = listeners.publicCheck else { return }
            serve(
                PublicCheckResponder(publicCheck), connections: publicCheck.limits.connections,
                header: publicCheck.limits.header)
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
    private func announce(_ bound: AsyncStream<BoundPort>, of count: Int) async throws {
        var ports: [ListenerName: UInt16] = [:]
        for await port in bound {
            ports[port.name] = port.port
            guard ports.count == count else { continue }
            let told = BoundPorts(ports)
            try await installation.distributor.publish(locations(told))
            await onReady(told)
            return
        }
    }

    private func locations(_ ports: BoundPorts) -> [ServiceLocation] {
        ServiceName.allCases.compactMap { name in
            guard let listener = listeners.services[name]?.first, let port = ports.services[name] else { return nil }
            return ServiceLocation(
                service: name, host: listener.publicHost, port: listener.publicPort ?? port, path: listener.path)
        }
    }

    private func application<Responder: HTTPResponder>(
        _ responder: Responder, _ server: HTTPServerBuilder, _ door: ConnectionDoor,
        on listener: ListenerConfiguration, _ bound: @escaping @Sendable (UInt16) -> Void
    ) -> some ApplicationProtocol where Responder.Context == PeerContext {
        Application(
            responder: RestingResponder(responder: responder, door: door), server: server,
            configuration: ApplicationConfiguration(
                address: .hostname(listener.bindHost, port: listener.port),
                // The door closes what is too much; beyond what it holds, new ones wait in the kernel's queue.
                availableConnectionsDelegate: MaximumAvailableConnections(
                    door.limits.unfinished + door.limits.established)),
            onServerRunning: { bound(UInt16($0.localAddress?.port ?? 0)) }, logger: logger)
    }

    /// What each listener over TLS shows.
    private func credentials(
        of named: [(name: ListenerName, listener: ListenerConfiguration)]
    ) throws(DutyFailure) -> [ListenerName: LiveCredential] {
        let rootPEM = try installation.authority.rootPEM
        var credentials: [ListenerName: LiveCredential] = [:]
        for (name, listener) in named where name.isOverTLS {
            credentials[name] = try LiveCredential(
                listener: name.fileName, isReplacedByOthers: listener.credentialFiles != nil,
                // A phone that has a certificate of its own isn't to ask its owner for it.
                rootPEM: name == .publicCheck ? nil : rootPEM
            ) { [installation, serverAuthority] () throws(DutyFailure) in
                if let files = listener.credentialFiles {
                    return try ServerCredential(certificateFile: files.certificate, keyFile: files.key)
                }
                return try installation.credential(
                    for: name.fileName, hosts: [listener.publicHost] + listener.otherHosts, signedBy: serverAuthority)
            }
        }
        return credentials
    }

    /// HTTP, over TLS where there is something to show.
    private func http1(
        _ door: ConnectionDoor, over credential: LiveCredential?, header: HeaderLimits
    ) -> HTTPServerBuilder {
        var configuration = HTTP1Channel.Configuration(
            idleTimeout: .seconds(header.idleSeconds),
            httpDecoderConfiguration: HTTP1Channel.Configuration.DecoderConfiguration(
                maxHeaderFieldSize: header.bytesMaximum, maxHeaderListSize: header.bytesMaximum,
                maxHeaderFieldCount: header.fieldsMaximum))
        configuration.additionalChannelHandlers = { [door.handler()] }
        guard let credential else { return .http1(configuration: configuration) }
        return HTTPServerBuilder { [configuration] responder in
            LiveTLSChannel(
                base: HTTP1Channel(responder: responder, configuration: configuration), credential: credential)
        }
    }
}

private struct BoundPort: Sendable {
    let name: ListenerName
    let port: UInt16
}
