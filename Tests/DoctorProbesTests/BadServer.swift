import NIOCore
import NIOPosix

/// A server on this computer that does what servers should not.
enum BadServer {
    /// What a server does with a connection.
    enum Behaviour: Sendable {
        /// Answers each request with these bytes, and perhaps goes on with them for ever.
        case answers(String, again: Bool = false, closes: Bool = true)
        /// Answers each request with these bytes, one every tenth of a second.
        case trickles(String)
        /// Says nothing.
        case silent
        /// Closes at once.
        case closes
    }

    static func start(_ behaviour: Behaviour) async throws -> any Channel {
        try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(ServerHandler(behaviour))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
    }
}

/// Does one thing with each connection.
private final class ServerHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let behaviour: BadServer.Behaviour

    init(_ behaviour: BadServer.Behaviour) { self.behaviour = behaviour }

    func channelActive(context: ChannelHandlerContext) {
        if case .closes = behaviour { context.close(promise: nil) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .trickles(let text) = behaviour { return Self.trickle(context.channel, Array(text.utf8)[...]) }
        guard case .answers(let text, let again, let closes) = behaviour else { return }
        let channel = context.channel
        let written = channel.writeAndFlush(ByteBuffer(string: text))
        if again {
            Self.goOn(channel, text)
        } else if closes {
            written.whenComplete { _ in channel.close(promise: nil) }
        }
    }

    private static func trickle(_ channel: any Channel, _ rest: ArraySlice<UInt8>) {
        guard let next = rest.first, channel.isActive else { return }
        channel.writeAndFlush(ByteBuffer(bytes: [next]), promise: nil)
        channel.eventLoop.scheduleTask(in: .milliseconds(100)) { trickle(channel, rest.dropFirst()) }
    }

    private static func goOn(_ channel: any Channel, _ text: String) {
        channel.writeAndFlush(ByteBuffer(string: text)).whenSuccess { goOn(channel, text) }
    }
}
