import Crypto
import DutyModel
import Foundation
import Signing
import SwiftASN1
import X509

/// A certificate that was issued, with what the books keep of it.
public struct IssuedCertificate: Hashable, Sendable {
    /// The certificate in PEM.
    public let pem: String
    /// The certificate in DER.
    public let der: [UInt8]
    /// SHA-256 of the DER form; tokens are bound to it.
    public let hash: ContentHash
    /// When it expires.
    public let expiresAt: Timestamp
}

extension CertificateAuthority {
    /// A certificate for a machine's TLS client key, given as a P-256 public key in PEM.
    ///
    /// Its common name is the machine's number, which its alternative name says too; it is good for client authentication
    /// only. Throws `value_malformed` for a key that cannot be read.
    public func issueMachineCertificate(
        _ machine: MachineSerial, publicKeyPEM: String
    ) throws(DutyFailure) -> IssuedCertificate {
        guard let publicKey = try? P256.Signing.PublicKey(pemRepresentation: publicKeyPEM) else {
            throw DutyFailure(.valueMalformed, "The machine's public key is not a P-256 key in PEM.")
        }
        return try issue(
            name: machine.text, publicKey: Certificate.PublicKey(publicKey), days: lifetimes.machineDays,
            usages: [.clientAuth], names: [CertificateSubject.machine(machine).alternativeName])
    }

    /// A certificate for a device's own Ed25519 key; its common name is the key's name, which its alternative name says
    /// too. It is for signing what is printed (RFC 9336), and opens no connection.
    ///
    /// Throws `key_weak` for a key for which anybody can sign, `value_malformed` for one that is none.
    public func issuePSDCertificate(
        _ psdKey: PSDKeyID, publicKey: PublicKeyBytes
    ) throws(DutyFailure) -> IssuedCertificate {
        try publicKey.requireStrong()
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey.bytes) else {
            throw DutyFailure(.valueMalformed, "The device's public key is not an Ed25519 key.")
        }
        return try issue(
            name: psdKey.description, publicKey: Certificate.PublicKey(key), days: lifetimes.psdDays,
            usages: [.documentSigning], names: [CertificateSubject.psdKey(psdKey).alternativeName])
    }

    /// A certificate for a server that is reached under these host names or addresses.
    func issueServerCertificate(
        hosts: [String], publicKey: P256.Signing.PublicKey
    ) throws(DutyFailure) -> IssuedCertificate {
        guard let first = hosts.first else {
            throw DutyFailure(.valueMalformed, "A server certificate names at least one host.")
        }
        let names = hosts.map { host -> GeneralName in
            HostAddress.bytes(host).map { .ipAddress(ASN1OctetString(contentBytes: $0[...])) } ?? .dnsName(host)
        }
        return try issue(
            name: first, publicKey: Certificate.PublicKey(publicKey), days: lifetimes.serverDays,
            usages: [.serverAuth], names: names)
    }

    /// By which name clients find this authority's certificate.
    private var ownKeyIdentifier: ArraySlice<UInt8> {
        ((try? root.extensions.subjectKeyIdentifier) ?? SubjectKeyIdentifier(hash: root.publicKey)).keyIdentifier
    }

    private func issue(
        name: String, publicKey: Certificate.PublicKey, days: Int64, usages: [ExtendedKeyUsage.Usage],
        names: [GeneralName]
    ) throws(DutyFailure) -> IssuedCertificate {
        let now = clock.now()
        let expiresAt = now.advanced(byDays: days)
        let certificate = try CertificateText.issuing {
            try Certificate(
                version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: publicKey,
                notValidBefore: now.advanced(bySeconds: -lifetimes.backdatedSeconds).date,
                notValidAfter: expiresAt.date, issuer: root.subject,
                subject: try DistinguishedName {
                    CommonName(name)
                    OrganizationName("Dutymark")
                },
                signatureAlgorithm: .ecdsaWithSHA256,
                extensions: try Certificate.Extensions {
                    Critical(BasicConstraints.notCertificateAuthority)
                    Critical(KeyUsage(digitalSignature: true))
                    if !usages.isEmpty { try ExtendedKeyUsage(usages) }
                    if !names.isEmpty { SubjectAlternativeNames(names) }
                    SubjectKeyIdentifier(hash: publicKey)
                    AuthorityKeyIdentifier(keyIdentifier: ownKeyIdentifier)
                },
                issuerPrivateKey: Certificate.PrivateKey(key))
        }
        let der = try CertificateText.der(certificate)
        return IssuedCertificate(
            pem: try CertificateText.pem(certificate), der: der, hash: ContentHash(sha256: der), expiresAt: expiresAt)
    }
}
