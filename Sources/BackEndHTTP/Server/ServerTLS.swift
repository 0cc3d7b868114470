import BackEnd
import ConnectionRules
import DutyModel
import HummingbirdTLS
import NIOSSL

/// The TLS settings of a listener.
enum ServerTLS {
    /// TLS 1.2 or later; a client certificate is asked for.
    ///
    /// The handshake lets every certificate and none pass, and the handler refuses, before it reads the message,
    /// all that the authority did not issue: so a machine hears in words why it is refused, where a broken
    /// handshake would only close the connection.
    static func configuration(
        _ credential: ServerCredential, rootPEM: String
    ) throws(DutyFailure) -> TLSChannelConfiguration {
        do {
            let certificates = try NIOSSLCertificate.fromPEMBytes(Array(credential.certificatePEM.utf8))
            let key = try NIOSSLPrivateKey(bytes: Array(credential.privateKeyPEM.utf8), format: .pem)
            var tls = TLSConfiguration.makeServerConfiguration(
                certificateChain: certificates.map { .certificate($0) }, privateKey: .privateKey(key))
            tls.requireModernSuites()
            tls.certificateVerification = .optionalVerification
            tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(rootPEM.utf8)))
            tls.applicationProtocols = ["http/1.1"]
            return TLSChannelConfiguration(
                tlsConfiguration: tls,
                customVerificationCallback: { _, promise in promise.succeed(.certificateVerified) })
        } catch {
            throw DutyFailure(.internalError, "A listener's certificate cannot be used: \(ErrorWords.of(error)).")
        }
    }
}
