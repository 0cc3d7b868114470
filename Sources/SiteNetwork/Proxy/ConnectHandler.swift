import DutyModel
import NIOCore

/// Drives a `ConnectMachine` with what the socket says; it leaves the pipeline when the tunnel is open.
final class ConnectHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Why no tunnel was made.
    struct Fault: Error {
        let code: FailureCode
        let message: String
        let doubtful: Bool
    }

    private var machine: ConnectMachine
    private let limit: TimeAmount
    private let opened: EventLoopPromise<Void>
    private var deadline: Scheduled<Void>?

    init(_ machine: ConnectMachine, limit: TimeAmount, opened: EventLoopPromise<Void>) {
        self.machine = machine
        self.limit = limit
        self.opened = opened
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        deadline = context.eventLoop.scheduleTask(in: limit) {
            let (handler, context) = bound.value
            handler.handle(.timeUp, context)
        }
        handle(.begin, context)
        context.read()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        handle(.bytes(Array(unwrapInboundIn(data).readableBytesView)), context)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if machine.state == .awaitingHead { context.read() }
    }

    func channelInactive(context: ChannelHandlerContext) { handle(.closed, context) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { handle(.closed, context) }

    private func handle(_ event: ConnectMachine.Event, _ context: ChannelHandlerContext) {
        switch machine.handle(event) {
        case .nothing: break
        case .send(let bytes):
            context.writeAndFlush(wrapOutboundOut(context.channel.allocator.buffer(bytes: bytes)), promise: nil)
        case .open:
            deadline?.cancel()
            // The handlers of the next phase take this one's place before anything more is read.
            context.pipeline.syncOperations.removeHandler(context: context, promise: opened)
        case .fail(let code, let message, let doubtful):
            deadline?.cancel()
            opened.fail(Fault(code: code, message: message, doubtful: doubtful))
            context.close(promise: nil)
        }
    }
}
