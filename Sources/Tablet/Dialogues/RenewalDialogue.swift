import BaseProtocol
import DutyModel
import Exchanges

/// Asks for a new certificate of the machine: the device signs, the distributor certifies, and the base keeps the device's own
/// certificate where one came with it.
package struct RenewalDialogue: Dialogue {
    private enum Stage { case start, request, asking, keeping(MachineCertificate) }

    private let certificate: ContentHash
    private let publicKey: [UInt8]
    private var stage = Stage.start

    /// A request for this public key, to follow the certificate of this hash.
    package init(of certificate: ContentHash, publicKey: [UInt8]) {
        self.certificate = certificate
        self.publicKey = publicKey
    }

    package mutating func next(_ event: DialogueEvent) -> DialogueStep<MachineCertificate> {
        switch (stage, event) {
        case (.start, .began):
            stage = .request
            return .askBase(.attest(.renewal(CertificateRenewal(certificate: certificate, publicKey: publicKey))))
        case (.request, .base(.attested(let renewal))):
            stage = .asking
            return .askService(.attestation(renewal))
        case (.asking, .service(.certificate(let certificate))):
            guard let own = certificate.deviceCertificate else { return .done(.success(certificate)) }
            stage = .keeping(certificate)
            return .askBase(.keepCertificate(own))
        // What the base can't keep now it is given again with the next one; the machine needs its own at once.
        case (.keeping(let certificate), .base), (.keeping(let certificate), .failed):
            return .done(.success(certificate))
        default: return .ended(by: event)
        }
    }
}
