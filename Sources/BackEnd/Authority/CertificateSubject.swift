import DutyModel
import SwiftASN1
import X509

/// Of what a certificate of the authority speaks, as its alternative name says it: `urn:dutymark:machine:M-1` or
/// `urn:dutymark:psd:P00000042-1`. A name of one kind is never taken for one of the other.
enum CertificateSubject: Hashable {
    /// A machine's TLS key.
    case machine(MachineSerial)
    /// A security device's own key.
    case psdKey(PSDKeyID)

    /// What stands in the certificate.
    var alternativeName: GeneralName {
        switch self {
        case .machine(let machine): .uniformResourceIdentifier("urn:dutymark:machine:\(machine)")
        case .psdKey(let psdKey): .uniformResourceIdentifier("urn:dutymark:psd:\(psdKey)")
        }
    }

    /// Whether this is what a certificate names.
    ///
    /// Certificates that were issued before there were alternative names have none. These are good on, because a
    /// machine's certificate counts only while the books hold its hash as one that was issued to that machine: nothing
    /// without a name enters them any more.
    func isNamed(in certificate: Certificate) -> Bool {
        guard certificate.extensions[oid: .X509ExtensionID.subjectAlternativeName] != nil else { return true }
        guard let names = try? certificate.extensions.subjectAlternativeNames else { return false }
        return Array(names) == [alternativeName]
    }
}

extension ExtendedKeyUsage.Usage {
    /// Signing documents (RFC 9336).
    static let documentSigning = Self(oid: [1, 3, 6, 1, 5, 5, 7, 3, 36])
}
