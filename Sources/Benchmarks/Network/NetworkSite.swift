import ConnectivityGuide
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import ProgramRunning

/// A small TLS server on this computer, and the name under which it is asked for.
struct NetworkSite {
    /// A name that no real DNS knows.
    static let host = "server.bench.example"

    /// The authority of the server's certificate, as a file and as text.
    let rootFile: URL
    let rootPEM: String
    /// Where it listens.
    let address: SocketAddress
    private let channel: any Channel
    private let group: MultiThreadedEventLoopGroup

    /// Makes certificates in `folder` and starts the server, which has a thread of its own.
    init(folder: URL) async throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        guard let loopback = try ConnectivityGuide.builtIn("local").endpoints(role: .page).first?.host.text else {
            throw BenchmarkFailure("the guide of this computer lacks the page")
        }
        let files = try Self.certificates(in: folder, address: loopback)
        rootFile = files.root
        rootPEM = try String(contentsOf: files.root, encoding: .utf8)
        let tls = try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: NIOSSLCertificate.fromPEMFile(files.leaf.path).map { .certificate($0) },
                privateKey: .privateKey(NIOSSLPrivateKey(file: files.key.path, format: .pem))))
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        channel = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 64)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { child in
                child.eventLoop.makeCompletedFuture {
                    let pipeline = child.pipeline.syncOperations
                    try pipeline.addHandler(NIOSSLServerHandler(context: tls))
                    try pipeline.configureHTTPServerPipeline()
                    try pipeline.addHandler(SmallAnswer())
                }
            }
            .bind(host: loopback, port: 0).get()
        guard let bound = channel.localAddress else { throw BenchmarkFailure("the server has no address") }
        address = bound
    }

    /// Ends the server.
    func stop() async throws {
        try await channel.close().get()
        try await group.shutdownGracefully()
    }

    private static func certificates(in folder: URL, address: String) throws -> (root: URL, leaf: URL, key: URL) {
        let extensions = folder.appending(path: "extensions")
        let words = """
            subjectAltName=DNS:\(host),IP:\(address)
            extendedKeyUsage=serverAuth
            basicConstraints=critical,CA:FALSE

            """
        try Data(words.utf8).write(to: extensions)
        let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        let steps: [[String]] = [
            ["req", "-x509"] + key + ["-keyout", "root.key", "-out", "root.pem", "-days", "30", "-subj", "/CN=Bench"],
            ["req"] + key + ["-keyout", "leaf.key", "-out", "leaf.csr", "-subj", "/CN=server"],
            [
                "x509", "-req", "-in", "leaf.csr", "-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial", "-days",
                "30", "-extfile", "extensions", "-out", "leaf.pem",
            ],
        ]
        for step in steps {
            let openssl = try FinishedProgram(
                URL(filePath: "/usr/bin/env"), ["openssl"] + step, in: folder, keepingErrors: true)
            guard openssl.status == 0 else {
                throw BenchmarkFailure("openssl: \(String(decoding: openssl.errors, as: UTF8.self))")
            }
        }
        return (
            folder.appending(path: "root.pem"), folder.appending(path: "leaf.pem"), folder.appending(path: "leaf.key")
        )
    }
}

/// Answers each request with one kilobyte, about what a signed answer is.
private final class SmallAnswer: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart
    private static let body = ByteBuffer(repeating: 0x61, count: 1_024)

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .end = unwrapInboundIn(data) else { return }
        let headers = HTTPHeaders([("Content-Length", String(Self.body.readableBytes))])
        let head = HTTPResponseHead(version: .http1_1, status: .ok, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(Self.body))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
