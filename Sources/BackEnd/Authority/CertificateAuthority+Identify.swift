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

/// What a certificate says for ever; whether it holds now is asked each time.
struct KnownCertificate: Sendable {
    let identity: MachineIdentity
    let notValidBefore: Date
    let notValidAfter: Date
}

extension CertificateAuthority {
    /// How many certificates are remembered; one that was forgotten is read again.
    static let knownCertificatesMaximum = 4_096

    /// Whose certificate this is.
    ///
    /// Throws `certificate_foreign` unless this authority signed it for a machine's client authentication and all its
    /// names are that machine's, and `certificate_expired` outside its dates. A good one is read once and remembered by all of its bytes; its dates
    /// are compared with the clock on every call.
    public func identify(der: [UInt8]) throws(DutyFailure) -> MachineIdentity {
        let known = try knownCertificates.value(of: der) { () throws(DutyFailure) in try read(der) }
        let now = clock.now().date
        guard known.notValidBefore <= now, now < known.notValidAfter else {
            throw DutyFailure(
                .certificateExpired, "The certificate of machine \(known.identity.machine) is outside its dates.")
        }
        return known.identity
    }

    /// Whose certificate this is, where its end is past; one that is in force, or not yet, is refused like another's.
    ///
    /// Throws `certificate_foreign`.
    func identify(expired der: [UInt8]) throws(DutyFailure) -> MachineIdentity {
        let known = try knownCertificates.value(of: der) { () throws(DutyFailure) in try read(der) }
        guard known.notValidAfter <= clock.now().date else {
            throw DutyFailure(.certificateForeign, "The certificate has not ended.")
        }
        return known.identity
    }

    private func read(_ der: [UInt8]) throws(DutyFailure) -> KnownCertificate {
        guard let certificate = try? Certificate(derEncoded: der), certificate.issuer == root.subject,
            root.publicKey.isValidSignature(certificate.signature, for: certificate),
            let usage = try? certificate.extensions.extendedKeyUsage, usage.contains(.clientAuth),
            case .notCertificateAuthority? = try? certificate.extensions.basicConstraints,
            let machine = Self.machine(in: certificate.subject),
            CertificateSubject.machine(machine).isNamed(in: certificate)
        else {
            throw DutyFailure(.certificateForeign, "The certificate was not issued to a machine by this authority.")
        }
        return KnownCertificate(
            identity: MachineIdentity(machine: machine, certificateHash: ContentHash(sha256: der)),
            notValidBefore: certificate.notValidBefore, notValidAfter: certificate.notValidAfter)
    }

    private static func machine(in subject: DistinguishedName) -> MachineSerial? {
        let names = subject.flatMap { $0 }.filter { $0.type == .RDNAttributeType.commonName }
        guard names.count == 1, let name = names.first.flatMap({ String($0.value) }) else { return nil }
        return try? MachineSerial(name)
    }
}
