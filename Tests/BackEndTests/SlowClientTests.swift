import BackEndHTTP
import DutyModel
import NIOCore
import NIOPosix
import NIOSSL
import Testing

/// Clients that send a byte now and then, to hold connections: each is cut off in a bounded time.
@Suite struct SlowClientTests {
    /// The most a cut-off may take in a test, far above the one second of the limits.
    private static let patience = TimeAmount.seconds(20)

    private static var limits: ListenerLimits {
        var limits = ListenerLimits()
        limits.header.idleSeconds = 1
        limits.bodySeconds = 1
        return limits
    }

    /// Sends the beginning at once, then one byte of the rest every 100 ms for ever; returns when the server closes
    /// the connection, and throws where it does not.
    private func dribble(
        to port: UInt16, tls: NIOSSLContext? = nil, beginning: String, byte: UInt8
    ) async throws {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).channelInitializer {
            channel in
            channel.eventLoop.makeCompletedFuture {
                if let tls {
                    try channel.pipeline.syncOperations.addHandler(
                        NIOSSLClientHandler(context: tls, serverHostname: nil))
                }
            }
        }.connect(host: "127.0.0.1", port: Int(port)).get()
        channel.writeAndFlush(ByteBuffer(string: beginning), promise: nil)
        let drops = channel.eventLoop.scheduleRepeatedTask(initialDelay: .milliseconds(100), delay: .milliseconds(100))
        {
            _ in channel.writeAndFlush(ByteBuffer(bytes: [byte]), promise: nil)
        }
        let closed = channel.eventLoop.makePromise(of: Void.self)
        channel.closeFuture.cascade(to: closed)
        let patience = channel.eventLoop.scheduleTask(in: Self.patience) {
            closed.fail(DutyFailure(.connectionLost, "The server never closed the connection."))
        }
        defer {
            drops.cancel()
            patience.cancel()
            channel.close(promise: nil)
        }
        try await closed.futureResult.get()
    }

    @Test func `a handshake that never ends is cut off`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        try await site.serving(limits: Self.limits) { ports in
            // The head of a client hello of 512 bytes, which then comes byte by byte.
            try await dribble(
                to: try #require(ports.services[.funds]), beginning: "\u{16}\u{03}\u{01}\u{02}\u{00}", byte: 1)
        }
    }

    @Test func `a header that never ends is cut off`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        try await site.serving(limits: Self.limits) { ports in
            let head = "POST /funds HTTP/1.1\r\nHost: a\r\nX-Slow: "
            try await dribble(
                to: try #require(ports.services[.funds]), tls: try site.client.context, beginning: head, byte: 0x61)
            try await dribble(to: try #require(ports.plain), beginning: head, byte: 0x61)
        }
    }

    @Test func `a stranger who dribbles a header or a body at the public check is cut off`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        var check = try PublicCheckTests.check()
        check.limits.header.idleSeconds = 1
        try await site.serving(publicCheck: check) { ports in
            var client = try site.client
            client.credential = nil
            let port = try #require(ports.publicCheck)
            let begin = "GET /V HTTP/1.1\r\nHost: a\r\n"
            for rest in ["X-Slow: ", "Content-Length: 100000\r\n\r\n"] {
                try await dribble(to: port, tls: try client.context, beginning: begin + rest, byte: 0x61)
            }
        }
    }

    @Test func `a body that never ends is cut off`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        try await site.serving(limits: Self.limits) { ports in
            let head =
                "POST /funds HTTP/1.1\r\nHost: a\r\nContent-Type: application/xml\r\nContent-Length: 100000\r\n\r\n"
            try await dribble(
                to: try #require(ports.services[.funds]), tls: try site.client.context, beginning: head, byte: 0x20)
        }
    }

    @Test func `a header that grows without end is cut off`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        try await site.serving { ports in
            let head = "POST /funds HTTP/1.1\r\nHost: a\r\nX-Long: " + String(repeating: "a", count: 20_000)
            try await dribble(
                to: try #require(ports.services[.funds]), tls: try site.client.context, beginning: head, byte: 0x61)
        }
    }
}
