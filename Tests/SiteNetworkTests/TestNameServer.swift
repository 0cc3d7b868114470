import NIOCore
import NIOPosix
import Synchronization

/// A DNS server that answers each question with the bytes that a test says, over UDP and TCP on one port.
final class TestNameServer: Sendable {
    /// From the question's bytes to the answers' bytes; none is silence.
    typealias Answers = @Sendable ([UInt8]) -> [[UInt8]]

    let address: SocketAddress
    private let channels: [any Channel]
    private let counts: Counts

    /// How many questions came as datagrams, and how many on connections.
    var questions: (udp: Int, tcp: Int) { counts.all.withLock { $0 } }

    /// - Parameter tcp: what is answered on connections; nil where nobody listens for them.
    init(udp: @escaping Answers, tcp: Answers? = nil) async throws {
        let counts = Counts()
        self.counts = counts
        let datagrams = try await DatagramBootstrap(group: loops)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Datagrams(udp, counts))
                }
            }
            .bind(host: loopback, port: 0).get()
        let bound = try SocketAddress(ipAddress: loopback, port: datagrams.localAddress?.port ?? 0)
        address = bound
        guard let tcp else {
            channels = [datagrams]
            return
        }
        let stream = try await ServerBootstrap(group: loops)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { child in
                child.eventLoop.makeCompletedFuture {
                    try child.pipeline.syncOperations.addHandler(Stream(tcp, counts))
                }
            }
            .bind(to: bound).get()
        channels = [datagrams, stream]
    }

    func close() async throws {
        for channel in channels { try await channel.close().get() }
    }
}

private final class Counts: Sendable {
    let all = Mutex((udp: 0, tcp: 0))
}

private final class Datagrams: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>
    typealias OutboundOut = AddressedEnvelope<ByteBuffer>
    private let answers: TestNameServer.Answers
    private let counts: Counts

    init(_ answers: @escaping TestNameServer.Answers, _ counts: Counts) {
        self.answers = answers
        self.counts = counts
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let question = unwrapInboundIn(data)
        counts.all.withLock { $0.udp += 1 }
        for bytes in answers(Array(question.data.readableBytesView)) {
            let answer = AddressedEnvelope(remoteAddress: question.remoteAddress, data: ByteBuffer(bytes: bytes))
            context.writeAndFlush(wrapOutboundOut(answer), promise: nil)
        }
    }
}

private final class Stream: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer
    private let answers: TestNameServer.Answers
    private let counts: Counts
    private var pending = ByteBuffer()

    init(_ answers: @escaping TestNameServer.Answers, _ counts: Counts) {
        self.answers = answers
        self.counts = counts
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var piece = unwrapInboundIn(data)
        pending.writeBuffer(&piece)
        while let question = pending.readLengthPrefixedSlice(as: UInt16.self) {
            counts.all.withLock { $0.tcp += 1 }
            for bytes in answers(Array(question.readableBytesView)) {
                var buffer = ByteBuffer(integer: UInt16(bytes.count))
                buffer.writeBytes(bytes)
                context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
            }
        }
    }
}
