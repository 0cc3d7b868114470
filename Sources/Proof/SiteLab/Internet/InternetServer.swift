import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import NIOTLS

/// Every host of the lab's internet in one program: it listens on all addresses and tells hosts apart by name.
struct InternetServer: Sendable {
    let certificates: ServerCertificates
    let pages: InternetPages
    let directory: LabDirectory
    let group: any EventLoopGroup

    /// What is spoken on a port.
    enum Speech: Sendable {
        /// HTTP in the clear.
        case plain
        /// TLS.
        case tls
        /// Whatever the client begins with.
        case either
    }

    /// How long a connection may say nothing.
    private static let idleLimit = TimeAmount.seconds(60)

    /// Listens on these ports of every address; returns when it does.
    func listen(_ ports: [(port: UInt16, speech: Speech)]) async throws -> [any Channel] {
        var channels: [any Channel] = []
        for (port, speech) in ports { channels.append(try await listen(port, speech)) }
        return channels
    }

    private func listen(_ port: UInt16, _ speech: Speech) async throws -> any Channel {
        let everywhere = try SocketAddress(packedIPAddress: ByteBuffer(repeating: 0, count: 16), port: Int(port))
        return try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 512)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(IdleStateHandler(allTimeout: Self.idleLimit))
                    try self.begin(speech, on: channel)
                }
            }
            .bind(to: everywhere).get()
    }

    private func begin(_ speech: Speech, on channel: any Channel) throws {
        switch speech {
        case .plain: try addHTTP(to: channel, certified: nil)
        case .tls: try addTLS(to: channel)
        case .either:
            try channel.pipeline.syncOperations.addHandler(
                FirstByteHandler { isTLS in
                    if isTLS { try addTLS(to: channel) } else { try addHTTP(to: channel, certified: nil) }
                })
        }
    }

    private func addTLS(to channel: any Channel) throws {
        try channel.pipeline.syncOperations.addHandler(
            ByteToMessageHandler(
                SNIHandler { result in
                    channel.eventLoop.makeCompletedFuture {
                        guard let server = server(for: result, at: channel.localAddress) else { throw Unknown() }
                        let context = try certificates.context(for: server)
                        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
                        try addHTTP(to: channel, certified: server)
                    }
                }))
    }

    /// Who is meant: the name decides, and without a name the address.
    private func server(for result: SNIResult, at address: SocketAddress?) -> LabServer? {
        switch result {
        case .hostname(let name): directory.server(named: name)
        case .fallback: pages.server(at: address)
        }
    }

    private func addHTTP(to channel: any Channel, certified: LabServer?) throws {
        try channel.pipeline.syncOperations.configureHTTPServerPipeline(withErrorHandling: true)
        try channel.pipeline.syncOperations.addHandler(PageHandler(pages: pages, certified: certified))
    }

    private struct Unknown: Error {}
}

/// Looks at the first byte of a connection and then makes room for what it announces.
private final class FirstByteHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let decide: (Bool) throws -> Void
    /// A TLS record that begins a handshake starts with this byte (RFC 8446, section 5.1).
    private static let handshakeRecord: UInt8 = 22

    init(_ decide: @escaping (Bool) throws -> Void) { self.decide = decide }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        guard let first = bytes.getInteger(at: bytes.readerIndex, as: UInt8.self) else { return }
        // What is neither TLS nor HTTP waits until the idle limit, as a server of another protocol would.
        guard first == Self.handshakeRecord || (0x41...0x5a).contains(first) else { return }
        do {
            try decide(first == Self.handshakeRecord)
            context.fireChannelRead(data)
            context.pipeline.syncOperations.removeHandler(self, promise: nil)
        } catch {
            context.close(promise: nil)
        }
    }
}
