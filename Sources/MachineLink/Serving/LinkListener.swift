import ConnectionRules
import DutyModel
import NIOCore
import NIOPosix
import NIOSSL

typealias FrameChannel = NIOAsyncChannel<ByteBuffer, ByteBuffer>

/// Opens the server's side of a link.
struct LinkListener: Sendable {
    let limits: LinkLimits
    let group: any EventLoopGroup

    /// How many connections the kernel keeps waiting while all places are taken.
    private static let backlog: Int32 = 64

    /// The listening channel, whose connections read nothing until they are served.
    ///
    /// It gives plain channels: one that was accepted just as the listener ends is dropped unseen, which a plain
    /// channel survives and a wrapped one does not.
    func open(_ endpoint: LinkEndpoint) async throws(DutyFailure) -> NIOAsyncChannel<any Channel, Never> {
        switch endpoint {
        case .local(let path): try await openLocal(path)
        case .tcp(let address, let port, _, let identity): try await openTCP(address, port, identity)
        }
    }

    private func openLocal(_ path: String) async throws(DutyFailure) -> NIOAsyncChannel<any Channel, Never> {
        let descriptor = try LocalListener.open(path, backlog: Self.backlog)
        let limits = limits
        do {
            return try await ServerBootstrap(group: group)
                .childChannelOption(.autoRead, value: false)
                .bind(descriptor) { channel in
                    channel.eventLoop.makeCompletedFuture { try Self.addFraming(to: channel, limits) }
                }
        } catch {
            throw DutyFailure(.internalError, "The socket \(path) could not be served: \(ErrorWords.of(error)).")
        }
    }

    private func openTCP(
        _ address: String, _ port: UInt16, _ identity: LinkIdentity
    ) async throws(DutyFailure) -> NIOAsyncChannel<any Channel, Never> {
        let tls = try LinkTLS(identity: identity, side: .server)
        let limits = limits
        // Only the paired part completes a handshake; whoever doesn't has no place of its own.
        let door = ConnectionDoor(
            ConnectionLimits(
                unfinished: limits.unfinishedHandshakes, established: limits.connections,
                handshakeMilliseconds: limits.handshakeMilliseconds), isEncrypted: true)
        do {
            return try await ServerBootstrap(group: group)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelOption(.autoRead, value: false)
                .bind(to: SocketAddress(ipAddress: address, port: Int(port))) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let note = ConnectionNote()
                        try channel.pipeline.syncOperations.addHandlers([tls.serverHandler(note), door.handler()])
                        return try Self.addFraming(to: channel, limits)
                    }
                }
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw DutyFailure(.portTaken, "Port \(port) of \(address) is already in use.")
        } catch {
            throw DutyFailure(
                .linkDown, "The link could not be opened at \(address) port \(port): \(ErrorWords.of(error)).")
        }
    }

    private static func addFraming(to channel: any Channel, _ limits: LinkLimits) throws -> any Channel {
        try channel.pipeline.syncOperations.addHandler(
            ByteToMessageHandler(FrameDecoder(limitBytes: limits.frameBytes)))
        return channel
    }

    /// A connection's frames; from here on it reads.
    static func frames(of connection: any Channel) async throws -> FrameChannel {
        try await connection.eventLoop.submit {
            let frames = try FrameChannel(wrappingChannelSynchronously: connection)
            try connection.syncOptions?.setOption(.autoRead, value: true)
            return frames
        }.get()
    }
}
