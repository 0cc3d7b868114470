import BackEnd
import ConnectionRules
import DutyModel
import HummingbirdCore
import Logging
import NIOCore
import NIOSSL

/// The TLS settings of a listener.
enum ServerTLS {
    /// TLS 1.2 or later; a client certificate is asked for where `rootPEM` names the authority of those that are known.
    static func context(_ credential: ServerCredential, rootPEM: String?) throws(DutyFailure) -> NIOSSLContext {
        do {
            let certificates = try NIOSSLCertificate.fromPEMBytes(Array(credential.certificatePEM.utf8))
            let key = try NIOSSLPrivateKey(bytes: Array(credential.privateKeyPEM.utf8), format: .pem)
            var tls = TLSConfiguration.makeServerConfiguration(
                certificateChain: certificates.map { .certificate($0) }, privateKey: .privateKey(key))
            tls.requireModernSuites()
            if let rootPEM {
                tls.certificateVerification = .optionalVerification
                tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(rootPEM.utf8)))
            }
            tls.applicationProtocols = ["http/1.1"]
            return try NIOSSLContext(configuration: tls)
        } catch {
            throw DutyFailure(.internalError, "A listener's certificate cannot be used: \(ErrorWords.of(error)).")
        }
    }

    /// The TLS side of one connection, with what the listener shows now.
    ///
    /// The handshake lets every certificate that can be read and none pass, and the handler refuses, before it reads the
    /// message, all that the authority did not issue: so a machine hears in words why it is refused, where a broken
    /// handshake would only close the connection.
    static func handler(_ credential: LiveCredential) -> NIOSSLServerHandler {
        guard credential.asksClients else { return NIOSSLServerHandler(context: credential.context) }
        return NIOSSLServerHandler(
            context: credential.context,
            customVerificationCallback: { chain, promise in
                promise.succeed(PresentedChain.der(chain) == nil ? .failed : .certificateVerified)
            },
            configuration: .init())
    }
}

/// HTTP over TLS whose certificate may change between two connections, which Hummingbird's own TLS can't.
struct LiveTLSChannel: ServerChildChannel {
    let base: HTTP1Channel
    let credential: LiveCredential

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(ServerTLS.handler(credential))
        }.flatMap { base.setup(channel: channel, logger: logger) }
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async { await base.handle(value: value, logger: logger) }
}
