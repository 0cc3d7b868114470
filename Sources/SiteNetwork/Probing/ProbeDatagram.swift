import Glibc
import NIOCore
import NIOPosix

/// Sends one datagram for the doctor and waits for its answer.
package struct ProbeDatagram: Sendable {
    /// How the waiting ended.
    package enum Ending: Hashable, Sendable {
        /// The answer came.
        case answered([UInt8])
        /// Datagrams came, and none of them was the answer.
        case strange
        /// Nothing came back.
        case timeout
        /// Something says that it may not be, or cannot be, or that nobody listens.
        case unreachable
    }

    /// Most bytes that are read of a datagram; no answer that the doctor asks for has more.
    private static let mostBytes = 4_096

    private let group: any EventLoopGroup

    /// A socket on these loops.
    package init(group: any EventLoopGroup) { self.group = group }

    /// Sends bytes from a port that the system picks; only datagrams of that server are heard, and the first that
    /// `isAnswer` takes is the answer. Any others are passed over until the time is up.
    package func ask(
        _ server: SocketAddress, _ bytes: [UInt8], milliseconds: Int64,
        isAnswer: @escaping @Sendable ([UInt8]) -> Bool
    ) async -> Ending {
        let loop = group.next()
        let ending = loop.makePromise(of: Ending.self)
        let bootstrap = DatagramBootstrap(group: loop)
            .channelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: Self.mostBytes))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handler = DatagramAsker(
                        bytes, limit: .milliseconds(milliseconds), ending: ending, isAnswer: isAnswer)
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
        bootstrap.connect(to: server).whenFailure { _ in ending.succeed(.unreachable) }
        return await withTaskCancellationHandler {
            (try? await ending.futureResult.get()) ?? .timeout
        } onCancel: {
            ending.succeed(.timeout)
        }
    }
}

/// One datagram and what comes back.
private final class DatagramAsker: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>
    typealias OutboundOut = ByteBuffer

    private let bytes: [UInt8]
    private let limit: TimeAmount
    private let ending: EventLoopPromise<ProbeDatagram.Ending>
    private let isAnswer: ([UInt8]) -> Bool
    private var hasStrange = false

    init(
        _ bytes: [UInt8], limit: TimeAmount, ending: EventLoopPromise<ProbeDatagram.Ending>,
        isAnswer: @escaping ([UInt8]) -> Bool
    ) {
        self.bytes = bytes
        self.limit = limit
        self.ending = ending
        self.isAnswer = isAnswer
    }

    func channelActive(context: ChannelHandlerContext) {
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        let deadline = context.eventLoop.scheduleTask(in: limit) {
            let (asker, _) = bound.value
            asker.ending.succeed(asker.hasStrange ? .strange : .timeout)
        }
        // However it ends, by an answer or because nobody waits for it any more, the socket goes.
        ending.futureResult.whenComplete { _ in
            deadline.cancel()
            bound.value.1.close(promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(context.channel.allocator.buffer(bytes: bytes)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let came = Array(unwrapInboundIn(data).data.readableBytesView)
        guard isAnswer(came) else {
            hasStrange = true
            return
        }
        ending.succeed(.answered(came))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { ending.succeed(.unreachable) }
}
