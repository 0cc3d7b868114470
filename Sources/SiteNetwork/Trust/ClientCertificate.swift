import DutyModel
import NIOSSL

/// The machine's certificate and key, shown to every TLS server that asks for them.
public struct ClientCertificate: Sendable {
    let chain: [NIOSSLCertificate]
    let key: NIOSSLPrivateKey

    /// A chain, the machine's own certificate first, and its key, both in PEM.
    ///
    /// - Throws: `data_malformed`.
    public init(chainPEM: String, keyPEM: String) throws(DutyFailure) {
        do {
            chain = try NIOSSLCertificate.fromPEMBytes(Array(chainPEM.utf8))
            key = try NIOSSLPrivateKey(bytes: Array(keyPEM.utf8), format: .pem)
        } catch {
            throw DutyFailure(
                .dataMalformed, "The machine's certificate or key cannot be read: \(ErrorWords.of(error)).")
        }
        guard !chain.isEmpty else { throw DutyFailure(.dataMalformed, "The machine's certificate is missing.") }
    }

    /// Throws `data_malformed` unless the certificate is for the key: TLS is not set up with two that don't belong together.
    public func requireFit() throws(DutyFailure) {
        do {
            _ = try TLSHandshaker.context(showing: self, .nobodyYet)
        } catch {
            throw DutyFailure(.dataMalformed, "The certificate is not for the machine's key. \(error.message)")
        }
    }
}
