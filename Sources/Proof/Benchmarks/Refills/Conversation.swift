import DutyModel
import Exchanges
import Messages
import NIOCore
import NIOHTTP1

/// What one client says, message after message.
protocol Talk: Sendable {
    /// The first message.
    mutating func opening() throws -> MessageEnvelope
    /// The next message after an answer; nil ends the conversation.
    mutating func reply(to answer: MessageEnvelope) throws -> MessageEnvelope?
}

/// Holds a conversation on one connection, each message as soon as the answer before it is there.
///
/// It runs on the connection's event loop without a task or a thread of its own: what measures must cost little
/// beside what is measured.
final class Conversation<Held: Talk>: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    private let codec = MessageCodec()
    private let location: ServiceLocation
    private let end: EventLoopPromise<Held>
    private var talk: Held
    private var answer: [UInt8] = []

    /// `end` is given the talk when it has ended, with what it learned.
    init(_ talk: Held, at location: ServiceLocation, end: EventLoopPromise<Held>) {
        self.talk = talk
        self.location = location
        self.end = end
    }

    func channelActive(context: ChannelHandlerContext) {
        attempt(context) { try talk.opening() }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head: answer.removeAll(keepingCapacity: true)
        case .body(let part): answer.append(contentsOf: part.readableBytesView)
        case .end: attempt(context) { try talk.reply(to: codec.decode(answer)) }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        end.fail(error)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        end.fail(BenchmarkFailure("the server closed a connection that was in use"))
    }

    private func attempt(_ context: ChannelHandlerContext, _ next: () throws -> MessageEnvelope?) {
        do {
            if let message = try next() { return send(codec.encode(message), context) }
            end.succeed(talk)
        } catch {
            end.fail(error)
        }
        context.close(promise: nil)
    }

    private func send(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
        let head = HTTPRequestHead(
            version: .http1_1, method: .POST, uri: location.path,
            headers: [
                "Host": location.host, "Content-Type": "application/xml", "Content-Length": String(bytes.count),
            ])
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: bytes)))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
}
