import DutyModel
import Glibc
import LocalSystem
import NIOCore
import NIOPosix
import NIOSSL

/// Opens the client's side of a link.
struct LinkConnector: Sendable {
    let endpoint: LinkEndpoint
    let limits: LinkLimits
    let group: any EventLoopGroup

    /// A connection that is authenticated and ready for calls.
    func open() async throws(DutyFailure) -> OpenedLink {
        switch endpoint {
        case .local(let path): try await openLocal(path)
        case .tcp(let address, let port, let own, let identity): try await openTCP(address, port, from: own, identity)
        }
    }

    private var bootstrap: ClientBootstrap {
        ClientBootstrap(group: group).connectTimeout(.milliseconds(limits.connectMilliseconds))
    }

    private func openLocal(_ path: String) async throws(DutyFailure) -> OpenedLink {
        let place: LocalSocketPlace
        do throws(SystemCallFailure) {
            place = try LocalSocketPlace(path)
        } catch {
            throw Self.unreachable(path, error.number)
        }
        let limits = limits
        let note = ConnectionNote()
        let ready = group.next().makePromise(of: Void.self)
        let channel: any Channel
        do {
            channel = try await bootstrap.channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try Self.addFraming(to: channel, note, limits, ready) }
            }.connect(unixDomainSocketPath: place.shortPath).get()
        } catch {
            ready.fail(error)
            throw Self.unreachable(path, (error as? IOError)?.errnoCode ?? ENOENT)
        }
        // The short path names the folder by its descriptor, which must stay open until here.
        withExtendedLifetime(place) {}
        do {
            try await ready.futureResult.get()
        } catch {
            throw (error as? DutyFailure)
                ?? DutyFailure(.linkDown, "The machine does not answer: \(ErrorWords.of(error)).")
        }
        return OpenedLink(channel: channel, note: note)
    }

    /// A socket that only its owner can open is somebody else's, or nobody listens there.
    private static func unreachable(_ path: String, _ errorNumber: Int32) -> DutyFailure {
        guard errorNumber == EACCES || errorNumber == EPERM else {
            return DutyFailure(.machineNotRunning, "No machine listens on \(path).")
        }
        let owner = FileOwner.name(ofNearest: path).map { "the user \($0)" } ?? "another user"
        return DutyFailure(.socketDenied, "The socket \(path) belongs to \(owner), and only that user can open it.")
    }

    private func openTCP(
        _ address: String, _ port: UInt16, from own: String?, _ identity: LinkIdentity
    ) async throws(DutyFailure) -> OpenedLink {
        let tls = try LinkTLS(identity: identity, side: .client)
        let limits = limits
        let note = ConnectionNote()
        let ready = group.next().makePromise(of: Void.self)
        do {
            let place = try SocketAddress(ipAddress: address, port: Int(port))
            let bound = try own.map { bootstrap.bind(to: try SocketAddress(ipAddress: $0, port: 0)) } ?? bootstrap
            let channel = try await bound.channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(try tls.clientHandler(note))
                    try Self.addFraming(to: channel, note, limits, ready)
                }
            }.connect(to: place).get()
            try await ready.futureResult.get()
            return OpenedLink(channel: channel, note: note)
        } catch {
            ready.fail(error)
            throw (error as? DutyFailure)
                ?? DutyFailure(
                    .linkDown,
                    "The other part does not answer at \(address) port \(port): \(ErrorWords.of(error)).")
        }
    }

    private static func addFraming(
        to channel: any Channel, _ note: ConnectionNote, _ limits: LinkLimits, _ ready: EventLoopPromise<Void>
    ) throws {
        try channel.pipeline.syncOperations.addHandlers([
            ByteToMessageHandler(FrameDecoder(limitBytes: limits.frameBytes)),
            CallHandler(note: note, limits: limits, ready: ready),
        ])
    }
}

/// A connection that was opened.
struct OpenedLink: Sendable {
    let channel: any Channel
    let note: ConnectionNote

    /// Whether calls can still be sent on it.
    var takesCalls: Bool { channel.isActive && !note.hasEnded }
}
