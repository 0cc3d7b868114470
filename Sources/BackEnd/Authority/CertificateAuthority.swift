import Crypto
import DutyModel
import Foundation
import LocalSystem
import Signing
import SwiftASN1
import X509

/// The system's own certificate authority: one P-256 root that signs server, machine and device certificates.
public struct CertificateAuthority: Sendable {
    /// The root certificate; what every part of the system trusts.
    let root: Certificate
    let key: P256.Signing.PrivateKey
    let clock: any WallClock
    let lifetimes: CertificateLifetimes
    /// What is sent after every certificate of this authority, so that clients find the way to their root: in PEM, empty
    /// where the authority is a root itself.
    let chainPEM: String
    let knownCertificates = BoundedMemory<[UInt8], KnownCertificate>(maximum: knownCertificatesMaximum)

    /// The most bytes a key or certificate of the authority's folders may have.
    static let fileLimitBytes = 64 << 10

    /// The root certificate in PEM, as machines are given it at enrolment.
    public var rootPEM: String {
        get throws(DutyFailure) { try CertificateText.pem(root) }
    }

    /// The same in DER.
    var rootDER: [UInt8] {
        get throws(DutyFailure) { try CertificateText.der(root) }
    }

    /// SHA-256 of the authority's public key, as certificates hold it.
    var keyHash: ContentHash { ContentHash(sha256: Array(key.publicKey.derRepresentation)) }

    /// Opens the authority of a folder, or makes it; the key file has mode 0600.
    ///
    /// `mayMake` is false once it was made: the machines know no other. Throws `key_missing` then, `data_foreign` where the
    /// key is not the one with this hash, `data_malformed` where the files do not fit each other, and what `PrivateFile`
    /// throws.
    init(
        folder: String, clock: any WallClock, lifetimes: CertificateLifetimes, mayMake: Bool,
        knownKeyHash: ContentHash? = nil
    ) throws(DutyFailure) {
        self.clock = clock
        self.lifetimes = lifetimes
        chainPEM = ""
        try PrivateFolder.make(folder)
        let keyPath = "\(folder)/root-key.pem"
        let rootPath = "\(folder)/root.pem"
        let heldKey = try PrivateFile.readIfPresent(keyPath, limitBytes: Self.fileLimitBytes)
        if let heldKey {
            key = try CertificateText.privateKey(heldKey, path: keyPath)
        } else {
            guard mayMake else { throw DutyFailure(.keyMissing, "The key \(keyPath) is missing.") }
            key = P256.Signing.PrivateKey()
            try PrivateFile.write(Array(key.pemRepresentation.utf8), to: keyPath)
        }
        let heldHash = ContentHash(sha256: Array(key.publicKey.derRepresentation))
        guard knownKeyHash.map({ $0 == heldHash }) ?? true else {
            throw DutyFailure(.dataForeign, "\(keyPath) is not the key of the authority that was made here.")
        }
        // A crash between the two files leaves a key without a certificate, which is then made from that key.
        if let heldRoot = try PrivateFile.readIfPresent(rootPath, limitBytes: Self.fileLimitBytes) {
            root = try CertificateText.certificate(heldRoot, path: rootPath)
            guard heldKey != nil, root.publicKey == Certificate.PublicKey(key.publicKey) else {
                throw DutyFailure(.dataMalformed, "\(rootPath) is not the certificate of \(keyPath).")
            }
        } else {
            root = try Self.makeRoot(key: key, clock: clock, lifetimes: lifetimes)
            try PrivateFile.write(Array(try CertificateText.pem(root).utf8), to: rootPath)
        }
    }

    /// An authority of somebody else's, such as a data centre's own: it signs the servers' certificates alone.
    ///
    /// - Parameters:
    ///   - certificateFile: its certificate in PEM, followed by those between it and the root, if there are any.
    ///   - keyFile: its P-256 key in PEM; nobody else may be able to read it.
    /// - Throws: `key_missing`, `key_exposed`, `file_unreadable`, or `data_malformed` where the files do not fit each
    ///   other.
    public init(
        certificateFile: String, keyFile: String, clock: any WallClock = SystemWallClock(),
        lifetimes: CertificateLifetimes = CertificateLifetimes()
    ) throws(DutyFailure) {
        self.clock = clock
        self.lifetimes = lifetimes
        key = try CertificateText.privateKey(
            try PrivateFile.read(keyFile, limitBytes: Self.fileLimitBytes), path: keyFile)
        let chain = try CertificateText.certificates(file: certificateFile, limitBytes: Self.fileLimitBytes)
        guard let first = chain.first, first.publicKey == Certificate.PublicKey(key.publicKey) else {
            throw DutyFailure(.dataMalformed, "\(certificateFile) does not begin with the certificate of \(keyFile).")
        }
        root = first
        var text = ""
        for certificate in chain where certificate.issuer != certificate.subject {
            text += try CertificateText.pem(certificate) + "\n"
        }
        chainPEM = text
    }

    private static func makeRoot(
        key: P256.Signing.PrivateKey, clock: any WallClock, lifetimes: CertificateLifetimes
    ) throws(DutyFailure) -> Certificate {
        try CertificateText.issuing { () throws in
            let name = try DistinguishedName {
                CommonName("Dutymark authority")
                OrganizationName("Dutymark")
            }
            let now = clock.now()
            return try Certificate(
                version: .v3, serialNumber: Certificate.SerialNumber(),
                publicKey: Certificate.PublicKey(key.publicKey),
                notValidBefore: now.advanced(bySeconds: -lifetimes.backdatedSeconds).date,
                notValidAfter: now.advanced(byDays: lifetimes.rootDays).date,
                issuer: name, subject: name, signatureAlgorithm: .ecdsaWithSHA256,
                extensions: try Certificate.Extensions {
                    Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
                    Critical(KeyUsage(keyCertSign: true, cRLSign: true))
                    SubjectKeyIdentifier(hash: Certificate.PublicKey(key.publicKey))
                },
                issuerPrivateKey: Certificate.PrivateKey(key))
        }
    }
}

extension Timestamp {
    /// The moment as certificates hold it.
    var date: Date { Date(timeIntervalSince1970: TimeInterval(seconds)) }

    /// A moment of a certificate, which has whole seconds.
    init(_ date: Date) { self.init(Int64(date.timeIntervalSince1970.rounded(.down))) }
}
