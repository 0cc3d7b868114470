import NIOCore
import NIOPosix
import Synchronization

/// A proxy that makes every tunnel that it is asked for, to this computer, whatever the host's name.
final class TestProxy: Sendable {
    let port: UInt16
    private let channel: any Channel
    private let seen: Requests

    /// The heads of all requests for tunnels.
    var requests: [String] { seen.all.withLock { $0 } }

    init() async throws {
        let seen = Requests()
        self.seen = seen
        channel = try await ServerBootstrap(group: loops)
            .childChannelInitializer { child in
                child.eventLoop.makeCompletedFuture {
                    try child.pipeline.syncOperations.addHandler(TunnelEntrance(seen))
                }
            }
            .bind(host: loopback, port: 0).get()
        port = UInt16(channel.localAddress?.port ?? 0)
    }

    func close() async throws { try await channel.close().get() }
}

private final class Requests: Sendable {
    let all = Mutex<[String]>([])
}

/// Reads the request, connects, answers, and hands every byte on.
private final class TunnelEntrance: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let seen: Requests
    private var head = ""
    private var exit: (any Channel)?

    init(_ seen: Requests) { self.seen = seen }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        if let exit { return exit.writeAndFlush(buffer, promise: nil) }
        head += String(buffer: buffer)
        guard head.hasSuffix("\r\n\r\n") else { return }
        seen.all.withLock { $0.append(head) }
        let place = head.split(separator: " ").dropFirst().first?.split(separator: ":").last
        let entrance = context.channel
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        ClientBootstrap(group: context.eventLoop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(TunnelExit(entrance))
                }
            }
            .connect(host: loopback, port: place.flatMap { Int($0) } ?? 0)
            .whenComplete { result in
                let (handler, context) = bound.value
                switch result {
                case .success(let exit):
                    handler.exit = exit
                    let yes = ByteBuffer(string: "HTTP/1.0 200 Connection established\r\nVia: 1.0 test\r\n\r\n")
                    context.writeAndFlush(handler.wrapOutboundOut(yes), promise: nil)
                case .failure: context.close(promise: nil)
                }
            }
    }

    func channelInactive(context: ChannelHandlerContext) { exit?.close(promise: nil) }
}

private final class TunnelExit: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let entrance: any Channel

    init(_ entrance: any Channel) { self.entrance = entrance }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        entrance.writeAndFlush(unwrapInboundIn(data), promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) { entrance.close(promise: nil) }
}
