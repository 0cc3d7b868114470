import DutyModel
import Foundation
import Signing
import SwiftASN1
import X509

/// Who a connection's other end has proved to be: a machine with a certificate of this authority.
///
/// The TLS handshake proves that the client holds the certificate's key; `CertificateAuthority.identify` proves
/// the rest. Whether the certificate was revoked is asked of the books on every request.
public struct MachineIdentity: Hashable, Sendable {
    /// The machine, from the certificate's common name.
    public let machine: MachineSerial
    /// SHA-256 of the certificate in DER.
    public let certificateHash: ContentHash

    /// An identity; only for what has checked the certificate.
    public init(machine: MachineSerial, certificateHash: ContentHash) {
        self.machine = machine
        self.certificateHash = certificateHash
    }
}

extension CertificateAuthority {
    /// Whose certificate this is.
    ///
    /// Throws `certificate_foreign` unless this authority signed it for a machine's client authentication, and
    /// `certificate_expired` outside its dates.
    public func identify(der: [UInt8]) throws(DutyFailure) -> MachineIdentity {
        let foreign = DutyFailure(.certificateForeign, "The certificate was not issued to a machine by this authority.")
        guard let certificate = try? Certificate(derEncoded: der), certificate.issuer == root.subject,
            root.publicKey.isValidSignature(certificate.signature, for: certificate),
            let usage = try? certificate.extensions.extendedKeyUsage, usage.contains(.clientAuth),
            case .notCertificateAuthority? = try? certificate.extensions.basicConstraints,
            let machine = Self.machine(in: certificate.subject)
        else { throw foreign }
        let now = clock.now().date
        guard certificate.notValidBefore <= now, now < certificate.notValidAfter else {
            throw DutyFailure(.certificateExpired, "The certificate of machine \(machine) is outside its dates.")
        }
        return MachineIdentity(machine: machine, certificateHash: ContentHash(sha256: der))
    }

    private static func machine(in subject: DistinguishedName) -> MachineSerial? {
        let names = subject.flatMap { $0 }.filter { $0.type == .RDNAttributeType.commonName }
        guard names.count == 1, let name = names.first.flatMap({ String($0.value) }) else { return nil }
        return try? MachineSerial(name)
    }
}
