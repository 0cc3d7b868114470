import DutyModel
import Exchanges

/// The machine's TLS certificate as the tablet renews it.
public protocol MachineCredential: Sendable {
    /// When the certificate in use ends.
    var expiresAt: Timestamp { get }
    /// SHA-256 of the certificate in use, in DER.
    var certificateHash: ContentHash { get }
    /// The public half of the key that is to be certified next (P-256, a point without compression); the same each time
    /// until a certificate for it is taken. Its private half is durable when this returns.
    func nextPublicKey() throws(DutyFailure) -> [UInt8]
    /// Takes the certificate of that key: it is durable, then shown from the next connection on.
    ///
    /// Throws `data_malformed`, and changes nothing, for one that does not fit the key.
    func take(_ certificate: MachineCertificate) throws(DutyFailure)
}
