import DutyModel
import NIOCore
import NIOHTTP1
import NIOSSL

/// One request given to a connection, and who waits for the answer.
struct ExchangeOrder: Sendable {
    let request: SiteRequest
    let endpoint: SiteEndpoint
    let limits: NetworkLimits
    let answer: EventLoopPromise<ExchangeResult>
}

/// What a connection gives back.
struct ExchangeResult: Sendable {
    let head: ExchangeMachine.Head
    let body: [UInt8]
    /// Whether the connection may serve another request.
    let keepAlive: Bool
}

/// Drives one `ExchangeMachine` after the other with what the socket says.
final class ExchangeHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundIn = ExchangeOrder
    typealias OutboundOut = HTTPClientRequestPart

    private struct Current {
        var machine: ExchangeMachine
        let order: ExchangeOrder
        let deadline: Scheduled<Void>
    }

    private var current: Current?
    private let note: FaultNote

    init(note: FaultNote) { self.note = note }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let order = unwrapOutboundIn(data)
        guard current == nil, context.channel.isActive else {
            order.answer.fail(note.faultBeforeUse(order.endpoint))
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        let deadline = context.eventLoop.scheduleTask(in: .milliseconds(order.limits.exchangeMilliseconds)) {
            let (handler, context) = bound.value
            handler.handle(.timeUp, context)
        }
        current = Current(machine: ExchangeMachine(limits: order.limits), order: order, deadline: deadline)
        handle(.begin, context)
        promise?.succeed()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // An answer to nothing: whatever it is, this connection is not to be used again.
        guard current != nil else { return context.close(promise: nil) }
        switch unwrapInboundIn(data) {
        case .head(let head):
            let fields = head.headers.map { SiteRequest.Field($0.name, $0.value) }
            handle(.head(.init(status: head.status.code, fields: fields, keepAlive: head.isKeepAlive)), context)
        case .body(let buffer): handle(.body(Array(buffer.readableBytesView)), context)
        case .end: handle(.end, context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        let event = WireFault.event(for: error)
        if case .tlsBroken(let words) = event { note.setTLSBroken(words) }
        handle(event, context)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        handle(.closed, context)
        context.fireChannelInactive()
    }

    private func handle(_ event: ExchangeMachine.Event, _ context: ChannelHandlerContext) {
        guard var now = current else { return }
        // Let go of the stored copy first, so that a growing body is not copied with every piece.
        current = nil
        let action = now.machine.handle(event)
        switch action {
        case .nothing: current = now
        case .send:
            current = now
            send(now.order, context)
        case .finish(let keepAlive):
            now.deadline.cancel()
            guard let head = now.machine.head else { return context.close(promise: nil) }
            now.order.answer.succeed(ExchangeResult(head: head, body: now.machine.body, keepAlive: keepAlive))
            if !keepAlive { context.close(promise: nil) }
        case .fail(let code, let message):
            now.deadline.cancel()
            let phase: NetworkPhase = code == .tlsFailed ? .tlsHandshake : .http
            now.order.answer.fail(PhaseFault(code, phase, "\(now.order.endpoint): \(message)", mayHaveArrived: true))
            context.close(promise: nil)
        }
    }

    private func send(_ order: ExchangeOrder, _ context: ChannelHandlerContext) {
        let request = order.request
        var headers = HTTPHeaders([("Host", HostField.value(for: order.endpoint))])
        for field in request.fields { headers.add(name: field.name, value: field.value) }
        if request.method == .post { headers.add(name: "Content-Length", value: String(request.body.count)) }
        let head = HTTPRequestHead(
            version: .http1_1, method: HTTPMethod(rawValue: request.method.rawValue), uri: request.path,
            headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if !request.body.isEmpty {
            let body = context.channel.allocator.buffer(bytes: request.body)
            context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        }
        context.write(wrapOutboundOut(.end(nil)), promise: nil)
    }
}

/// The `Host` field of RFC 9110, section 7.2.
enum HostField {
    static func value(for endpoint: SiteEndpoint) -> String {
        let isUsual = endpoint.port == (endpoint.transport == .tls ? usualTLSPort : usualPlainPort)
        let name = bracketed(endpoint.host)
        return isUsual ? name : "\(name):\(endpoint.port)"
    }

    /// An IPv6 address stands in brackets, everything else for itself.
    static func bracketed(_ host: String) -> String {
        let bare = KnownNames.literalText(host)
        return bare.contains(":") ? "[\(bare)]" : bare
    }

    /// The default port of `http` (RFC 9110, section 4.2.1), left out of the field.
    private static let usualPlainPort: UInt16 = 80
    /// The default port of `https` (RFC 9110, section 4.2.2), left out of the field.
    private static let usualTLSPort: UInt16 = 443
}
