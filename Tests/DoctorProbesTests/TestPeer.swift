import NIOCore
import NIOPosix

/// A server of this computer that answers what comes with the bytes that a test says: datagrams, and pieces of
/// connections, on one port.
final class TestPeer: Sendable {
    /// From what came to what is sent back; none is silence.
    typealias Answers = @Sendable ([UInt8]) -> [[UInt8]]

    let address: SocketAddress
    private let channels: [any Channel]

    init(datagrams: @escaping Answers, pieces: @escaping Answers = { _ in [] }) async throws {
        let datagramServer = DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(DatagramEcho(datagrams))
                }
            }
        let server = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(PieceEcho(pieces))
                }
            }
        (address, channels) = try await Self.onePort(datagramServer, server)
    }

    /// Both on one port. One that is free for datagrams may be taken for connections; then another one is drawn.
    private static func onePort(
        _ datagramServer: DatagramBootstrap, _ server: ServerBootstrap
    ) async throws -> (SocketAddress, [any Channel]) {
        let host = "127.0.0.1", draws = 16
        for draw in 1...draws {
            let first = try await datagramServer.bind(host: host, port: 0).get()
            let address = try SocketAddress(ipAddress: host, port: first.localAddress?.port ?? 0)
            do {
                return (address, [first, try await server.bind(to: address).get()])
            } catch let failure as IOError where failure.errnoCode == EADDRINUSE && draw < draws {
                try await first.close().get()
            }
        }
        throw IOError(errnoCode: EADDRINUSE, reason: "bind")
    }

    func close() async throws {
        for channel in channels { try await channel.close().get() }
    }
}

private final class DatagramEcho: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>
    typealias OutboundOut = AddressedEnvelope<ByteBuffer>
    private let answers: TestPeer.Answers

    init(_ answers: @escaping TestPeer.Answers) { self.answers = answers }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let came = unwrapInboundIn(data)
        for bytes in answers(Array(came.data.readableBytesView)) {
            let answer = AddressedEnvelope(remoteAddress: came.remoteAddress, data: ByteBuffer(bytes: bytes))
            context.writeAndFlush(wrapOutboundOut(answer), promise: nil)
        }
    }
}

private final class PieceEcho: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer
    private let answers: TestPeer.Answers

    init(_ answers: @escaping TestPeer.Answers) { self.answers = answers }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        for bytes in answers(Array(unwrapInboundIn(data).readableBytesView)) {
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
        }
    }
}
