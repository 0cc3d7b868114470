import DutyModel
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// A client that makes one exchange a connection, as a machine does.
struct TLSClient: Sendable {
    var port: UInt16
    var rootPEM: String
    /// Certificate and key in PEM; nil shows none.
    var credential: (certificate: String, key: String)?
    /// The newest TLS it speaks.
    var maximumTLS: TLSVersion? = nil
    /// Whether to speak TLS at all.
    var isPlain = false

    struct Answer: Sendable {
        var status: UInt
        var headers: HTTPHeaders
        var body: [UInt8]
    }

    /// The settings of TLS for this client.
    var context: NIOSSLContext {
        get throws {
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(rootPEM.utf8)))
            tls.maximumTLSVersion = maximumTLS
            if maximumTLS == .tlsv11 { tls.minimumTLSVersion = .tlsv1 }
            if let credential {
                tls.certificateChain = try NIOSSLCertificate.fromPEMBytes(Array(credential.certificate.utf8))
                    .map { .certificate($0) }
                tls.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: Array(credential.key.utf8), format: .pem))
            }
            return try NIOSSLContext(configuration: tls)
        }
    }

    func exchange(
        _ body: [UInt8], method: HTTPMethod = .POST, path: String, contentType: String = "application/xml",
        fields: [(String, String)] = []
    ) async throws -> Answer {
        let context = try context
        let group = MultiThreadedEventLoopGroup.singleton
        let promise = group.next().makePromise(of: Answer.self)
        let isPlain = isPlain
        let bootstrap = ClientBootstrap(group: group).channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                let pipeline = channel.pipeline.syncOperations
                if !isPlain { try pipeline.addHandler(NIOSSLClientHandler(context: context, serverHostname: nil)) }
                try pipeline.addHTTPClientHandlers()
                try pipeline.addHandler(AnswerCollector(promise: promise))
            }
        }
        let channel: any Channel
        do {
            channel = try await bootstrap.connect(host: "127.0.0.1", port: Int(port)).get()
        } catch {
            promise.fail(error)
            throw error
        }
        var head = HTTPRequestHead(version: .http1_1, method: method, uri: path)
        head.headers = [
            "Host": "127.0.0.1", "Content-Type": contentType, "Content-Length": String(body.count),
            "Connection": "close",
        ]
        head.headers.add(contentsOf: fields)
        channel.write(HTTPClientRequestPart.head(head), promise: nil)
        channel.write(HTTPClientRequestPart.body(.byteBuffer(ByteBuffer(bytes: body))), promise: nil)
        channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
        let answer = try await promise.futureResult.get()
        try? await channel.close()
        return answer
    }
}

/// Collects one answer.
private final class AnswerCollector: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    private let promise: EventLoopPromise<TLSClient.Answer>
    private var answer = TLSClient.Answer(status: 0, headers: [:], body: [])

    init(promise: EventLoopPromise<TLSClient.Answer>) { self.promise = promise }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            answer.status = head.status.code
            answer.headers = head.headers
        case .body(let body): answer.body += Array(body.readableBytesView)
        case .end: promise.succeed(answer)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        promise.fail(error)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) { promise.fail(ChannelError.eof) }
}
