import Glibc
import NIOCore

/// Sends some bytes and collects what comes back, until it is enough, too much, over or too late.
package final class ProbeReader: ChannelInboundHandler, RemovableChannelHandler {
    package typealias InboundIn = ByteBuffer
    package typealias OutboundOut = ByteBuffer

    /// How the collecting ended.
    package enum Ending: Hashable, Sendable {
        case enough, full, closed, reset, timeout
    }

    /// What came, and how it ended.
    package struct Result: Sendable {
        package let bytes: [UInt8]
        package let ending: Ending
    }

    private let request: [UInt8]
    private let most: Int
    private let limit: TimeAmount
    private let isEnough: ([UInt8]) -> Bool
    private let result: EventLoopPromise<Result>
    private var bytes: [UInt8] = []
    private var deadline: Scheduled<Void>?
    private var isDone = false

    private init(
        _ request: [UInt8], most: Int, limit: TimeAmount, result: EventLoopPromise<Result>,
        isEnough: @escaping ([UInt8]) -> Bool
    ) {
        self.request = request
        self.most = most
        self.limit = limit
        self.result = result
        self.isEnough = isEnough
    }

    /// Sends a request on a channel and collects at most so many bytes of its answer. The channel stays open.
    package static func ask(
        _ channel: any Channel, _ request: [UInt8], most: Int, milliseconds: Int64,
        isEnough: @escaping @Sendable ([UInt8]) -> Bool
    ) async -> Result {
        let result = channel.eventLoop.makePromise(of: Result.self)
        do {
            try await channel.eventLoop.submit {
                let reader = ProbeReader(
                    request, most: most, limit: .milliseconds(milliseconds), result: result, isEnough: isEnough)
                try channel.pipeline.syncOperations.addHandler(reader)
            }.get()
            return try await result.futureResult.get()
        } catch {
            result.fail(error)
            return Result(bytes: [], ending: .closed)
        }
    }

    package func handlerAdded(context: ChannelHandlerContext) {
        guard context.channel.isActive else { return finish(.closed, context) }
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        deadline = context.eventLoop.scheduleTask(in: limit) {
            let (reader, context) = bound.value
            reader.finish(.timeout, context)
        }
        context.writeAndFlush(wrapOutboundOut(context.channel.allocator.buffer(bytes: request)), promise: nil)
        context.read()
    }

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isDone else { return }
        bytes += unwrapInboundIn(data).readableBytesView.prefix(most - bytes.count)
        if isEnough(bytes) {
            finish(.enough, context)
        } else if bytes.count >= most {
            finish(.full, context)
        }
    }

    package func channelReadComplete(context: ChannelHandlerContext) {
        if !isDone { context.read() }
    }

    package func channelInactive(context: ChannelHandlerContext) { finish(.closed, context) }

    package func errorCaught(context: ChannelHandlerContext, error: any Error) {
        finish((error as? IOError)?.errnoCode == ECONNRESET ? .reset : .closed, context)
    }

    private func finish(_ ending: Ending, _ context: ChannelHandlerContext) {
        guard !isDone else { return }
        isDone = true
        deadline?.cancel()
        result.succeed(Result(bytes: bytes, ending: ending))
        if context.channel.isActive { context.pipeline.syncOperations.removeHandler(self, promise: nil) }
    }
}
