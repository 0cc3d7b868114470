import DutyModel
import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import SiteNetwork
import Synchronization
import Testing

let loops = MultiThreadedEventLoopGroup.singleton
let loopback = "127.0.0.1"

/// A server that does to each request exactly what a test says, in bytes.
final class TestServer: Sendable {
    /// What it does when it has read the end of a request's head.
    enum Behaviour: Sendable {
        /// Writes this and waits for the next request.
        case write(String)
        /// Writes this and closes.
        case writeAndClose(String)
        /// Writes this again and again, as long as it is read.
        case writeForEver(start: String, piece: String)
        /// Writes this and then a byte at a time, each after the one before was taken, with a pause.
        case drip(start: String, everyMilliseconds: Int64)
        /// Says nothing.
        case silence
    }

    let port: UInt16
    private let channel: any Channel
    private let seenBytes: SeenBytes

    /// The bytes of all requests, as they came.
    var requests: String { seenBytes.text }
    /// The end of each connection.
    var ends: AsyncStream<Void> { seenBytes.ends }
    /// How many connections came.
    var connections: Int { seenBytes.connections }

    init(_ behaviour: Behaviour, tls: NIOSSLContext? = nil) async throws {
        let seenBytes = SeenBytes()
        self.seenBytes = seenBytes
        channel = try await ServerBootstrap(group: loops)
            .childChannelInitializer { child in
                child.eventLoop.makeCompletedFuture {
                    seenBytes.countConnection()
                    let pipeline = child.pipeline.syncOperations
                    if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
                    try pipeline.addHandler(BehaviourHandler(behaviour, seenBytes))
                }
            }
            .bind(host: loopback, port: 0).get()
        port = UInt16(channel.localAddress?.port ?? 0)
    }

    func close() async throws { try await channel.close().get() }
}

/// A server's bad way, and the code it is given.
struct BadBehaviour: Sendable, CustomTestStringConvertible {
    let name: String
    let behaviour: TestServer.Behaviour
    let code: FailureCode
    var testDescription: String { name }
}

/// What a server saw.
final class SeenBytes: Sendable {
    private let state = Mutex((text: "", connections: 0))
    let (ends, note) = AsyncStream.makeStream(of: Void.self)
    var text: String { state.withLock { $0.text } }
    var connections: Int { state.withLock { $0.connections } }
    func append(_ more: String) { state.withLock { $0.text += more } }
    func countConnection() { state.withLock { $0.connections += 1 } }
}

private final class BehaviourHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer
    private let behaviour: TestServer.Behaviour
    private let seen: SeenBytes
    private var pending = ""

    init(_ behaviour: TestServer.Behaviour, _ seen: SeenBytes) {
        self.behaviour = behaviour
        self.seen = seen
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let text = String(buffer: unwrapInboundIn(data))
        seen.append(text)
        pending += text
        guard pending.contains("\r\n\r\n") else { return }
        pending = ""
        switch behaviour {
        case .write(let answer): write(answer, context)
        case .writeAndClose(let answer): write(answer, context) { $0.close(promise: nil) }
        case .writeForEver(let start, let piece):
            // Large writes: the socket's room is filled in a few of them, and the loop is free for others again.
            let block = String(repeating: piece, count: 1 + 65_536 / piece.utf8.count)
            write(start, context) { [weak self] in self?.repeatWrite(block, $0) }
        case .drip(let start, let pause): write(start, context) { [weak self] in self?.drip(pause, $0) }
        case .silence: break
        }
    }

    func channelInactive(context: ChannelHandlerContext) { seen.note.yield() }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func write(
        _ text: String, _ context: ChannelHandlerContext, then next: ((ChannelHandlerContext) -> Void)? = nil
    ) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)))
            .assumeIsolated().whenSuccess { next?(context) }
    }

    private func repeatWrite(_ piece: String, _ context: ChannelHandlerContext) {
        // Not straight from the callback: a write may be done at once, and the stack would grow.
        write(piece, context) { context in
            context.eventLoop.assumeIsolated().execute { [weak self] in self?.repeatWrite(piece, context) }
        }
    }

    private func drip(_ pause: Int64, _ context: ChannelHandlerContext) {
        context.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(pause)) { [weak self] in
            guard context.channel.isActive else { return }
            self?.write("x", context) { self?.drip(pause, $0) }
        }
    }
}

/// An allow list of one test.
struct Allowed: AllowList {
    var hosts: Set<String> = ["service.localhost", "127.0.0.1"]
    func permits(host: String, port: UInt16, transport: NetworkTransport) -> Bool { hosts.contains(host) }
}

/// A dialler as the machine has it, with these differences.
func dialler(
    roots: TestAuthority? = nil, certificate: ClientCertificate? = nil, limits: NetworkLimits = .init(),
    resolver: (any NameResolver)? = nil, now: Timestamp = today, signedTime: Timestamp? = nil,
    route: SiteRoute = .direct, routes: (@Sendable () -> SiteRoute)? = nil
) throws -> SiteDialler {
    try SiteDialler(
        allowList: Allowed(), route: routes ?? { route },
        resolver: resolver ?? SystemResolver(threads: .singleton, group: loops),
        tls: DiallerTLS(
            roots: (roots ?? TestAuthority()).roots, certificate: certificate, now: { now },
            signedTime: { signedTime }),
        limits: limits, group: loops)
}

/// Where a test's server is.
func place(_ server: TestServer, _ transport: NetworkTransport = .plain, host: String = "service.localhost")
    -> SiteEndpoint
{
    SiteEndpoint(host: host, port: server.port, transport: transport)
}

/// The failure of an exchange, or nil where there was an answer.
func failure(
    of dialler: SiteDialler, at endpoint: SiteEndpoint, _ request: SiteRequest = .init(method: .get, path: "/")
) async -> NetworkFailure? {
    do throws(NetworkFailure) {
        _ = try await dialler.exchange(request, with: endpoint)
        return nil
    } catch {
        return error
    }
}

let good = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Kind: good\r\n\r\nok"
