import ConnectivityGuide
import Doctor
import DoctorProbes
import DutyModel
import NIOCore
import NIOPosix
import SiteNetwork
import Testing

/// The probes against servers of this computer that do what servers should not.
@Suite("probes", .timeLimit(.minutes(2))) struct ProbeTests {
    /// What a server does with a connection.
    enum Behaviour: Sendable {
        /// Answers each request with these bytes, and perhaps goes on with them for ever.
        case answers(String, again: Bool = false, closes: Bool = true)
        /// Says nothing.
        case silent
        /// Closes at once.
        case closes
    }

    private func server(_ behaviour: Behaviour) async throws -> any Channel {
        try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(ServerHandler(behaviour))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
    }

    private func record(_ port: Int, proxy: ProxyServer? = nil) async throws -> (Recording, ConnectivityGuide) {
        let guide = try ConnectivityGuide.load(
            yaml: """
                format_version: 1
                name: here
                title: This computer
                services:
                  - {name: S, purpose: some}
                port_rules:
                  - {port: \(port), transports: [tcp], protocol: http, purpose: pages}
                endpoints:
                  - {host: 127.0.0.1, port: \(port), transport: tcp, protocol: http, service: S, role: funds,
                     level: required, path: /, purpose: a page}
                """, fileName: "here.yaml")
        var settings = DoctorSettings(roots: try TrustRoots(pem: TestRoot.pem), authorities: "a test's")
        settings.limits.stepMilliseconds = 1_000
        settings.limits.secondTryMilliseconds = 200
        settings.proxy = proxy
        let threads = NIOThreadPool(numberOfThreads: 1)
        threads.start()
        let run = DoctorRun(
            guide: guide, settings: settings, group: MultiThreadedEventLoopGroup.singleton, threads: threads
        ) { Timestamp(1_795_500_000) }
        let recording = try await run.record { _, _ in }
        try await threads.shutdownGracefully()
        return (recording, guide)
    }

    private func page(_ behaviour: Behaviour) async throws -> [HTTPObservation] {
        let listener = try await server(behaviour)
        let port = try #require(listener.localAddress?.port)
        let (recording, _) = try await record(port)
        try await listener.close()
        return recording.connections.filter { $0.purpose == .endpoint }.compactMap(\.http)
    }

    @Test("a page is read with its fields")
    func goodPage() async throws {
        let answer =
            "HTTP/1.1 302 Found\r\nLocation: /here\r\nVia: 1.1 box\r\nDate: Tue, 24 Nov 2026 06:00:00 GMT\r\nAge: 60\r\n"
            + "Content-Length: 27\r\n\r\n<html><title> A </title></html>"
        let seen = try #require(try await page(.answers(answer, closes: false)).first)
        #expect(seen.result == .answered && seen.status == 302 && seen.location == "/here" && seen.via == "1.1 box")
        let time = try Timestamp("2026-11-24T06:01:00Z")
        #expect(seen.title == "A" && seen.serverTime == time)
    }

    @Test("what is no answer is named, within bounds of time and memory")
    func badPages() async throws {
        // A server that closes before it has read our request resets the connection, or not, as its system likes.
        let rows: [(Behaviour, Set<HTTPObservation.Result>)] = [
            (.silent, [.timeout]), (.closes, [.closed, .reset]), (.answers("SSH-2.0-x\r\n"), [.malformed]),
            (.answers(String(repeating: "x", count: 4_096), again: true), [.tooLarge]),
            (.answers("HTTP/1.1 200 OK\r\nX: \(String(repeating: "y", count: 9_000))\r\n", again: true), [.tooLarge]),
        ]
        for (behaviour, expected) in rows {
            let seen = try await page(behaviour).map(\.result)
            #expect(seen.count == 2 && expected.isSuperset(of: seen), "\(expected): \(seen)")
        }
    }

    @Test("a page without an end is read as far as it matters")
    func endlessPage() async throws {
        let seen = try #require(
            try await page(.answers("HTTP/1.1 200 OK\r\n\r\n" + String(repeating: "z", count: 8_192), again: true))
                .first)
        #expect(seen.result == .answered && seen.bodyBytes <= ProbeLimits().answerBytes)
    }

    @Test("a port at which nobody listens refuses, twice")
    func refused() async throws {
        let listener = try await server(.silent)
        let port = try #require(listener.localAddress?.port)
        try await listener.close()
        let (recording, guide) = try await record(port)
        let mine = recording.connections.filter { $0.purpose == .endpoint }
        #expect(mine.map(\.opening) == [.refused, .refused] && mine.map(\.attempt) == [1, 2])
        #expect(Judge.judge(recording, guide).exitCode == 2)
    }

    @Test("a proxy's answers are told apart, and the password is never recorded")
    func proxies() async throws {
        let denied = "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"
        let asks = "HTTP/1.1 407 No\r\nProxy-Authenticate: NTLM\r\nProxy-Authenticate: Basic realm=\"a\"\r\n\r\n"
        let rows: [(Behaviour, TunnelObservation.Result, [String])] = [
            (.answers(denied), .denied, []), (.answers(asks), .authentication, ["ntlm", "basic"]),
            (.answers("HTTP/1.1 503 Away\r\n\r\n"), .upstream, []), (.answers("\u{5}\u{0}"), .socks, []),
            (.answers("what?\r\n\r\n"), .malformed, []), (.silent, .timeout, []), (.closes, .malformed, []),
        ]
        for (behaviour, expected, schemes) in rows {
            let listener = try await server(behaviour)
            let port = UInt16(try #require(listener.localAddress?.port))
            let credentials = ProxyCredentials(user: "clerk", password: "Stamp-2026")
            let (recording, _) = try await record(
                9, proxy: ProxyServer(host: "127.0.0.1", port: port, credentials: credentials))
            try await listener.close()
            let tunnels = recording.connections.compactMap(\.tunnel)
            #expect(tunnels.count == 2 && tunnels.allSatisfy { $0.result == expected && $0.schemes == schemes })
            #expect(!"\(recording)".contains("Stamp-2026"))
        }
    }
}

/// Does one thing with each connection.
private final class ServerHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let behaviour: ProbeTests.Behaviour

    init(_ behaviour: ProbeTests.Behaviour) { self.behaviour = behaviour }

    func channelActive(context: ChannelHandlerContext) {
        if case .closes = behaviour { context.close(promise: nil) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .answers(let text, let again, let closes) = behaviour else { return }
        let channel = context.channel
        let written = channel.writeAndFlush(ByteBuffer(string: text))
        if again {
            Self.goOn(channel, text)
        } else if closes {
            written.whenComplete { _ in channel.close(promise: nil) }
        }
    }

    private static func goOn(_ channel: any Channel, _ text: String) {
        channel.writeAndFlush(ByteBuffer(string: text)).whenSuccess { goOn(channel, text) }
    }
}

/// An authority that has signed nothing: there must be one.
private enum TestRoot {
    static let pem = """
        -----BEGIN CERTIFICATE-----
        MIIBdjCCAR2gAwIBAgIUESJXxhGVP9BqCGWVaudZ3jp/ltgwCgYIKoZIzj0EAwIw
        ETEPMA0GA1UEAwwGTm9ib2R5MB4XDTI2MTEyNDIyMzQyMFoXDTM2MTEyMTIyMzQy
        MFowETEPMA0GA1UEAwwGTm9ib2R5MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
        PMrrKyNtIyjmdjFsO3VnUljV3C5ipTLQZTGhv3E5oyz9+w2xsiMty/bIGW2fmHzU
        cNPkb0TD9p0wc+SaOtl31aNTMFEwHQYDVR0OBBYEFLFdT+TtBCUgXVRLdG4jVLci
        vuLCMB8GA1UdIwQYMBaAFLFdT+TtBCUgXVRLdG4jVLcivuLCMA8GA1UdEwEB/wQF
        MAMBAf8wCgYIKoZIzj0EAwIDRwAwRAIgIkkud1pUvhpz3KQ3g72DNHzLXSDWuS72
        5c1qO0b3CwwCICI00fwMEFOcZLaB8qbTwHfDU7tTz2lQg7elLR7W1/Vu
        -----END CERTIFICATE-----
        """
}
