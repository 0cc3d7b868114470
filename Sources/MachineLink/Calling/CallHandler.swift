import DutyModel
import NIOCore

/// One request on its way: the frame to send and who waits for the answer.
struct LinkCall: Sendable {
    let frame: ByteBuffer
    let answer: EventLoopPromise<ByteBuffer>
    let limit: TimeAmount
}

/// Sends requests and gives each answer to the oldest request that waits.
///
/// It first waits for the server's greeting and sends nothing before: a server that refuses this client's certificate
/// can then say so in peace, and two versions that would misunderstand each other find out before they talk.
///
/// Any fault ends the connection and fails all that wait with `link_broken`: a request may have been carried out, so
/// nothing is ever sent twice from here. What was not sent fails with `link_down`.
final class CallHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = LinkCall
    typealias OutboundOut = ByteBuffer

    private struct Waiting {
        let call: LinkCall
        let deadline: Scheduled<Void>
    }

    private let note: ConnectionNote
    private let limit: Int
    private let greetingLimit: TimeAmount
    private let ready: EventLoopPromise<Void>
    private var greetingDeadline: Scheduled<Void>?
    private var isGreeted = false
    private var waiting: CircularBuffer<Waiting> = []
    private var fault: DutyFailure?

    /// - Parameter ready: told once that the server has greeted, or why it has not.
    init(note: ConnectionNote, limits: LinkLimits, ready: EventLoopPromise<Void>) {
        self.note = note
        self.ready = ready
        limit = limits.requestsInFlight
        greetingLimit = .milliseconds(limits.handshakeMilliseconds)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        greetingDeadline = context.eventLoop.scheduleTask(in: greetingLimit) {
            let (handler, context) = bound.value
            handler.end(context, DutyFailure(.linkDown, "The other part did not greet in time."))
        }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let call = unwrapOutboundIn(data)
        guard fault == nil, context.channel.isActive else {
            call.answer.fail(fault ?? DutyFailure(.linkDown, "The link is closed."))
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        guard waiting.count < limit else {
            call.answer.fail(DutyFailure(.linkDown, "More than \(limit) requests wait for an answer."))
            promise?.fail(ChannelError.operationUnsupported)
            return
        }
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        let deadline = context.eventLoop.scheduleTask(in: call.limit) {
            let (handler, context) = bound.value
            handler.end(context, DutyFailure(.linkDown, "The other part did not answer in time."))
        }
        waiting.append(Waiting(call: call, deadline: deadline))
        context.write(wrapOutboundOut(call.frame), promise: nil)
        // The promise says that the call was taken, and nothing of what becomes of it.
        promise?.succeed()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        guard isGreeted else { return greet(context, frame) }
        guard let first = waiting.popFirst() else {
            return end(context, DutyFailure(.linkDown, "The other part answered a question that nobody asked."))
        }
        first.deadline.cancel()
        first.call.answer.succeed(frame)
    }

    private func greet(_ context: ChannelHandlerContext, _ frame: ByteBuffer) {
        guard frame == LinkGreeting.text else {
            return end(
                context,
                DutyFailure(
                    .linkDown, "The other part is of another version.",
                    remedy: "Bring both parts to the same version, the newer of the two, and start them again."))
        }
        isGreeted = true
        greetingDeadline?.cancel()
        ready.succeed()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { end(context, failure(for: error)) }

    func channelInactive(context: ChannelHandlerContext) {
        end(context, failure(for: nil))
        context.fireChannelInactive()
    }

    private func failure(for error: (any Error)?) -> DutyFailure {
        isGreeted ? note.failureAfterGreeting(for: error) : note.failureToOpen(for: error)
    }

    private func end(_ context: ChannelHandlerContext, _ failure: DutyFailure) {
        if fault == nil { fault = failure }
        note.markEnded()
        greetingDeadline?.cancel()
        if !isGreeted { ready.fail(failure) }
        let failed = waiting
        waiting.removeAll()
        for one in failed {
            one.deadline.cancel()
            one.call.answer.fail(DutyFailure(.linkBroken, failure.message))
        }
        context.close(promise: nil)
    }
}
