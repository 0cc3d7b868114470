import NIOCore

/// Finds out whether a server that does not understand HTTP speaks SOCKS.
enum SOCKSProbe {
    /// Sends the greeting of SOCKS 5 (RFC 1928, section 3) and looks at the answer; closes the connection.
    static func isSOCKS(_ channel: any Channel, _ limits: NetworkLimits) async -> Bool {
        let answer = channel.eventLoop.makePromise(of: [UInt8].self)
        defer { channel.close(promise: nil) }
        do {
            try await channel.eventLoop.submit {
                try channel.pipeline.syncOperations.addHandler(FirstBytes(answer, limits))
            }.get()
            return isSOCKS(try await answer.futureResult.get())
        } catch {
            answer.fail(error)
            return false
        }
    }

    /// Version 5, no authentication, offered as the only method.
    static let greeting: [UInt8] = [5, 1, 0]

    /// Whether this begins as an answer to the greeting does: version 5 and a method, of which 0xff means none.
    static func isSOCKS(_ answer: [UInt8]) -> Bool { answer.first == 5 }
}

/// Waits for the first bytes of an answer, and not for ever.
private final class FirstBytes: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private struct None: Error {}
    private let answer: EventLoopPromise<[UInt8]>
    private let limits: NetworkLimits
    private var deadline: Scheduled<Void>?

    init(_ answer: EventLoopPromise<[UInt8]>, _ limits: NetworkLimits) {
        self.answer = answer
        self.limits = limits
    }

    func handlerAdded(context: ChannelHandlerContext) {
        deadline = context.eventLoop.scheduleTask(in: .milliseconds(limits.proxyProbeMilliseconds)) { [answer] in
            answer.fail(None())
        }
        context.writeAndFlush(
            wrapOutboundOut(context.channel.allocator.buffer(bytes: SOCKSProbe.greeting)), promise: nil)
        context.read()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        deadline?.cancel()
        answer.succeed(Array(unwrapInboundIn(data).readableBytesView.prefix(2)))
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        answer.fail(None())
    }
}
