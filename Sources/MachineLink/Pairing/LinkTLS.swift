import ConnectionRules
import DutyModel
import NIOCore
import NIOSSL

/// TLS 1.3 in which each side accepts exactly one certificate.
struct LinkTLS: Sendable {
    let identity: LinkIdentity
    private let context: NIOSSLContext

    enum Side { case server, client }

    init(identity: LinkIdentity, side: Side) throws(DutyFailure) {
        self.identity = identity
        let chain: [NIOSSLCertificateSource] = [.certificate(identity.certificate)]
        var configuration: TLSConfiguration
        switch side {
        case .server:
            configuration = .makeServerConfiguration(certificateChain: chain, privateKey: .privateKey(identity.key))
        case .client:
            configuration = .makeClientConfiguration()
            configuration.certificateChain = chain
            configuration.privateKey = .privateKey(identity.key)
        }
        // Our own callback decides; the library only has to ask the other side for a certificate.
        configuration.trustRoots = .certificates([])
        configuration.certificateVerification = .noHostnameVerification
        configuration.minimumTLSVersion = .tlsv13
        configuration.requireModernSuites()
        do {
            context = try NIOSSLContext(configuration: configuration)
        } catch {
            throw DutyFailure(.internalError, "The link's TLS could not be set up: \(ErrorWords.of(error)).")
        }
    }

    /// The server's TLS handler.
    func serverHandler(_ note: ConnectionNote) -> NIOSSLServerHandler {
        NIOSSLServerHandler(context: context, customVerificationCallback: callback(note), configuration: .init())
    }

    /// The client's TLS handler.
    func clientHandler(_ note: ConnectionNote) throws -> NIOSSLClientHandler {
        try NIOSSLClientHandler(context: context, serverHostname: nil, customVerificationCallback: callback(note))
    }

    private func callback(_ note: ConnectionNote) -> NIOSSLCustomVerificationCallback {
        { [identity] chain, promise in
            let accepted = identity.accepts(chain)
            if !accepted { note.markForeign() }
            promise.succeed(accepted ? .certificateVerified : .failed)
        }
    }
}
