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

    /// What opens a connection; `ready` is told once the other part has greeted.
    private func bootstrap(
        _ note: ConnectionNote, _ ready: EventLoopPromise<Void>, _ tls: LinkTLS? = nil
    ) -> ClientBootstrap {
        ClientBootstrap(group: group).connectTimeout(.milliseconds(limits.connectMilliseconds))
            .channelInitializer { [limits] channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let tls { try pipeline.addHandler(try tls.clientHandler(note)) }
                    try pipeline.addHandlers([
                        ByteToMessageHandler(FrameDecoder(limitBytes: limits.frameBytes)),
                        CallHandler(note: note, limits: limits, ready: ready),
                    ])
                }
            }
    }

    private func openLocal(_ path: String) async throws(DutyFailure) -> OpenedLink {
        let place: LocalSocketPlace
        do throws(SystemCallFailure) {
            place = try LocalSocketPlace(path)
        } catch {
            throw Self.unreachable(path, error.number)
        }
        let note = ConnectionNote()
        let ready = group.next().makePromise(of: Void.self)
        let channel: any Channel
        do {
            channel = try await bootstrap(note, ready).connect(unixDomainSocketPath: place.shortPath).get()
        } catch {
            ready.fail(error)
            throw Self.unreachable(path, (error as? IOError)?.errnoCode ?? ENOENT)
        }
        // The short path names the folder by its descriptor, which must stay open until here.
        withExtendedLifetime(place) {}
        do {
            try await ready.futureResult.get()
        } catch {
            throw DutyFailure.of(error, or: .linkDown, "The machine does not answer")
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
        let note = ConnectionNote()
        let ready = group.next().makePromise(of: Void.self)
        do {
            let place = try SocketAddress(ipAddress: address, port: Int(port))
            let bootstrap = bootstrap(note, ready, tls)
            let bound = try own.map { bootstrap.bind(to: try SocketAddress(ipAddress: $0, port: 0)) } ?? bootstrap
            let channel = try await bound.connect(to: place).get()
            try await ready.futureResult.get()
            return OpenedLink(channel: channel, note: note)
        } catch {
            ready.fail(error)
            throw DutyFailure.of(error, or: .linkDown, "The other part does not answer at \(address) port \(port)")
        }
    }
}

/// A connection that was opened.
struct OpenedLink: Sendable {
    let channel: any Channel
    let note: ConnectionNote

    /// Whether calls can still be sent on it.
    var takesCalls: Bool { channel.isActive && !note.hasEnded }
}
