import Crypto
import DutyModel
import X509

extension CertificateAuthority {
    /// Whether this authority issued the certificate, in PEM, for this P-256 key, in PEM too.
    public func issued(_ certificatePEM: String, for publicKeyPEM: String) -> Bool {
        guard let certificate = try? Certificate(pemEncoded: certificatePEM),
            let key = try? P256.Signing.PublicKey(pemRepresentation: publicKeyPEM)
        else { return false }
        return certificate.publicKey == Certificate.PublicKey(key)
            && root.publicKey.isValidSignature(certificate.signature, for: certificate)
    }
}
