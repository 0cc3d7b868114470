import DutyModel
import NIOCore
import NIOPosix

/// Runs a `DNSQuestionMachine` with real sockets; everything happens on one event loop.
///
/// Each try has a socket of its own, connected to its server, so that only that server is heard and the system picks
/// a source port that nobody can guess.
final class DNSQuestionRunner {
    private var machine: DNSQuestionMachine
    private let servers: [SocketAddress]
    private let loop: any EventLoop
    private let limits: NetworkLimits
    private let answer: EventLoopPromise<DNSAnswer>
    private let clock = ContinuousClock()
    private let begin: ContinuousClock.Instant
    private var channels: [any Channel] = []
    private var timers: [Scheduled<Void>] = []
    private var isOver = false

    init(
        _ machine: DNSQuestionMachine, servers: [SocketAddress], on loop: any EventLoop, limits: NetworkLimits,
        answer: EventLoopPromise<DNSAnswer>
    ) {
        self.machine = machine
        self.servers = servers
        self.loop = loop
        self.limits = limits
        self.answer = answer
        begin = clock.now
    }

    /// Asks; the promise is kept in the end.
    func run() {
        answer.futureResult.assumeIsolated().whenComplete { _ in self.stop() }
        wait(limits.resolveMilliseconds) { $0.handle(.timeUp) }
        handle(.begin)
    }

    /// Takes what a socket says.
    func handle(_ event: DNSQuestionMachine.Event) {
        switch machine.handle(event) {
        case .nothing: break
        case .ask(let number, let server, let transport, let bytes):
            wait(limits.dnsTryMilliseconds) { $0.handle(.tryTimeUp(try: number)) }
            open(number, servers[server], transport, bytes)
        case .finish(let message, let number):
            let one = machine.tries[number]
            answer.succeed(
                DNSAnswer(
                    message: message, duration: clock.now - begin, server: servers[one.server],
                    transport: one.transport))
        case .fail(let code, let words): answer.fail(DutyFailure(code, words))
        }
    }

    /// Keeps the channel to be closed in the end.
    fileprivate func keep(_ channel: any Channel) {
        guard !isOver else { return channel.close(promise: nil) }
        channels.append(channel)
    }

    private func stop() {
        isOver = true
        for timer in timers { timer.cancel() }
        for channel in channels { channel.close(promise: nil) }
        (timers, channels) = ([], [])
    }

    private func wait(_ milliseconds: Int64, then act: @escaping (DNSQuestionRunner) -> Void) {
        timers.append(loop.assumeIsolated().scheduleTask(in: .milliseconds(milliseconds)) { act(self) })
    }

    private func open(_ number: Int, _ server: SocketAddress, _ transport: DNSTransport, _ query: [UInt8]) {
        let bound = NIOLoopBound(self, eventLoop: loop)
        let initialise: @Sendable (any Channel) -> EventLoopFuture<Void> = { channel in
            channel.eventLoop.makeCompletedFuture {
                let runner = bound.value
                runner.keep(channel)
                let one = DNSTry(runner: runner, number: number, query: query)
                let handler: any ChannelHandler = transport == .udp ? DNSDatagrams(one) : DNSStream(one)
                try channel.pipeline.syncOperations.addHandler(handler)
            }
        }
        let opened =
            switch transport {
            case .udp:
                DatagramBootstrap(group: loop)
                    .channelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 4_096))
                    .channelInitializer(initialise).connect(to: server)
            case .tcp:
                ClientBootstrap(group: loop)
                    .connectTimeout(.milliseconds(limits.dnsTryMilliseconds))
                    .channelInitializer(initialise).connect(to: server)
            }
        opened.assumeIsolated().whenFailure { error in
            let fault = ConnectFault.fault(error).failure.message.dropLast()
            self.handle(.closed(try: number, "a server \(fault) (\(transport.rawValue))"))
        }
    }
}

/// One try of a question, and who hears what came of it.
private struct DNSTry {
    let runner: DNSQuestionRunner
    let number: Int
    let query: [UInt8]

    func received(_ bytes: ByteBufferView) { runner.handle(.received(Array(bytes), try: number)) }

    func closed(_ words: String) { runner.handle(.closed(try: number, words)) }
}

/// One question as a datagram; several answers may come.
private final class DNSDatagrams: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>
    typealias OutboundOut = ByteBuffer

    private let one: DNSTry

    init(_ one: DNSTry) { self.one = one }

    func channelActive(context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(context.channel.allocator.buffer(bytes: one.query)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        one.received(unwrapInboundIn(data).data.readableBytesView)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // The server's computer says that nobody listens on this port.
        let fault = ConnectFault.fault(error).failure.message.dropLast()
        one.closed("a server \(fault) (UDP)")
        context.close(promise: nil)
    }
}

/// One question on a connection; each message has its length before it (RFC 1035, section 4.2.2).
private final class DNSStream: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let one: DNSTry
    private var pending = ByteBuffer()

    init(_ one: DNSTry) { self.one = one }

    func channelActive(context: ChannelHandlerContext) {
        var buffer = context.channel.allocator.buffer(capacity: one.query.count + 2)
        buffer.writeInteger(UInt16(one.query.count))
        buffer.writeBytes(one.query)
        context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var piece = unwrapInboundIn(data)
        pending.writeBuffer(&piece)
        // The length bounds what is ever kept: 65,535 bytes and what came with them.
        while let message = pending.readLengthPrefixedSlice(as: UInt16.self) {
            one.received(message.readableBytesView)
        }
        pending.discardReadBytes()
    }

    func channelInactive(context: ChannelHandlerContext) {
        one.closed("a server ended the connection without an answer (TCP)")
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
