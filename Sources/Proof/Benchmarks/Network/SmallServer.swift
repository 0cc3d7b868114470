import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// A TLS server that answers each request with one kilobyte.
enum SmallServer {
    static func start(
        _ group: MultiThreadedEventLoopGroup, _ tls: NIOSSLContext, host: String, port: Int
    ) async throws -> any Channel {
        try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 64)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { child in
                child.eventLoop.makeCompletedFuture {
                    let pipeline = child.pipeline.syncOperations
                    try pipeline.addHandler(NIOSSLServerHandler(context: tls))
                    try pipeline.configureHTTPServerPipeline()
                    try pipeline.addHandler(SmallAnswer())
                }
            }
            .bind(host: host, port: port).get()
    }
}

/// An authority and a certificate of a server, made by openssl.
struct BenchCertificates {
    let root: URL
    private let leaf: URL
    private let key: URL

    /// Certificates in a folder, for names as openssl writes them.
    init(in folder: URL, names: [String]) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let words = """
            subjectAltName=\(names.joined(separator: ","))
            extendedKeyUsage=serverAuth
            basicConstraints=critical,CA:FALSE

            """
        try Data(words.utf8).write(to: folder.appending(path: "extensions"))
        let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        let steps: [[String]] = [
            ["req", "-x509"] + key + ["-keyout", "root.key", "-out", "root.pem", "-days", "30", "-subj", "/CN=Bench"],
            ["req"] + key + ["-keyout", "leaf.key", "-out", "leaf.csr", "-subj", "/CN=server"],
            [
                "x509", "-req", "-in", "leaf.csr", "-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial", "-days",
                "30", "-extfile", "extensions", "-out", "leaf.pem",
            ],
        ]
        for step in steps { try Tool.run(["openssl"] + step, in: folder) }
        root = folder.appending(path: "root.pem")
        leaf = folder.appending(path: "leaf.pem")
        self.key = folder.appending(path: "leaf.key")
    }

    /// The settings of a server that shows the certificate.
    func serverContext() throws -> NIOSSLContext {
        try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: NIOSSLCertificate.fromPEMFile(leaf.path).map { .certificate($0) },
                privateKey: .privateKey(NIOSSLPrivateKey(file: key.path, format: .pem))))
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
