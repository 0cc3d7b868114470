import NIOCore
import NIOTLS

/// Waits for the end of a handshake, and not for ever.
final class HandshakeWatch: ChannelInboundHandler {
    typealias InboundIn = Any

    /// How a handshake can end without TLS saying why.
    enum Fault: String, Error {
        case timeUp = "the server did not finish its handshake in time"
        case closed = "the connection was closed during the handshake"
    }

    private let limit: TimeAmount
    private let ready: EventLoopPromise<Void>
    private var deadline: Scheduled<Void>?

    init(limit: TimeAmount, ready: EventLoopPromise<Void>) {
        self.limit = limit
        self.ready = ready
    }

    func handlerAdded(context: ChannelHandlerContext) {
        deadline = context.eventLoop.scheduleTask(in: limit) { [ready] in ready.fail(Fault.timeUp) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted? = event as? TLSUserEvent {
            deadline?.cancel()
            ready.succeed()
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        ready.fail(error)
        context.fireErrorCaught(error)
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        ready.fail(Fault.closed)
        context.fireChannelInactive()
    }
}
