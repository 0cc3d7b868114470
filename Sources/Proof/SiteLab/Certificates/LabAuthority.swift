import Crypto
import Foundation
import SwiftASN1
import X509

/// The three roots that stand for the world's public authorities, and the log in which their certificates stand.
///
/// One root for everything would itself look like an inspection of TLS: hosts of unrelated operators therefore have
/// certificates of unrelated roots, each with a key of its own.
struct LabAuthority: Sendable {
    private struct Root: Sendable {
        let key: P256.Signing.PrivateKey
        let certificate: Certificate
    }

    private let roots: [Root]
    private let log: LabLog
    private let now: Date

    /// New roots of these common names, valid from a day before `now`.
    init(names: [String], now: Date) throws {
        self.now = now
        log = LabLog()
        roots = try names.map { name in
            let key = P256.Signing.PrivateKey()
            let subject = try DistinguishedName {
                CountryName("XX")
                OrganizationName(String(name.split(separator: " ").first ?? "Lab"))
                CommonName(name)
            }
            let certificate = try Certificate(
                version: .v3, serialNumber: .init(), publicKey: .init(key.publicKey),
                notValidBefore: Self.day(-400, now), notValidAfter: Self.day(4000, now), issuer: subject,
                subject: subject, signatureAlgorithm: .ecdsaWithSHA256,
                extensions: try Certificate.Extensions {
                    Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
                    Critical(KeyUsage(keyCertSign: true, cRLSign: true))
                    SubjectKeyIdentifier(hash: .init(key.publicKey))
                },
                issuerPrivateKey: .init(key))
            return Root(key: key, certificate: certificate)
        }
    }

    /// The authority whose secrets these are.
    init(_ secrets: Secrets, now: Date) throws {
        self.now = now
        log = try LabLog(keyPEM: secrets.logKey)
        roots = try secrets.roots.map {
            Root(
                key: try P256.Signing.PrivateKey(pemRepresentation: $0.key),
                certificate: try Certificate(pemEncoded: $0.certificate))
        }
    }

    /// What one process hands to another so that both sign as the same authority; never outside a lab.
    struct Secrets: Codable {
        /// A root's certificate and key in PEM.
        struct Root: Codable {
            var certificate: String
            var key: String
        }
        var roots: [Root]
        /// The log's key in PEM.
        var logKey: String
    }

    /// Everything that makes this authority.
    func secrets() throws -> Secrets {
        Secrets(
            roots: try roots.map {
                .init(certificate: try $0.certificate.serializeAsPEM().pemString, key: $0.key.pemRepresentation)
            },
            logKey: log.privateKeyPEM)
    }

    /// The roots in PEM, one after the other.
    func rootsPEM() throws -> String {
        try roots.map { try $0.certificate.serializeAsPEM().pemString + "\n" }.joined()
    }

    /// The first root's certificate and key in PEM, for a program that signs certificates itself.
    func signingPEM() throws -> String {
        try roots.prefix(1).map { root in
            try root.certificate.serializeAsPEM().pemString + "\n" + root.key.pemRepresentation + "\n"
        }.joined()
    }

    /// The public key of the log in PEM.
    var logKeyPEM: String { log.publicKeyPEM }

    /// A host's certificate with a new key and a timestamp of the log, as PEM.
    func issue(for server: LabServer) throws -> (certificate: String, key: String) {
        let key = P256.Signing.PrivateKey()
        let root = roots[server.root]
        let serial = Certificate.SerialNumber()
        var names = [GeneralName.dnsName(server.name)]
        if server.coversSubdomains { names.append(.dnsName("*." + server.name)) }
        // A log signs the certificate as it is without the log's own word, which is then put into it.
        let bare = try leaf(names, serial, key.publicKey, root, timestamps: nil)
        let list = try log.timestamps(tbs: bare.tbsCertificateBytes, issuer: root.certificate, at: now)
        let whole = try leaf(names, serial, key.publicKey, root, timestamps: list)
        return (try whole.serializeAsPEM().pemString, key.pemRepresentation)
    }

    private func leaf(
        _ names: [GeneralName], _ serial: Certificate.SerialNumber, _ key: P256.Signing.PublicKey, _ root: Root,
        timestamps: [UInt8]?
    ) throws -> Certificate {
        let publicKey = Certificate.PublicKey(key)
        let identifier = SubjectKeyIdentifier(hash: .init(root.key.publicKey)).keyIdentifier
        let subject = try DistinguishedName { if case .dnsName(let name)? = names.first { CommonName(name) } }
        return try Certificate(
            version: .v3, serialNumber: serial, publicKey: publicKey, notValidBefore: Self.day(-30, now),
            notValidAfter: Self.day(60, now), issuer: root.certificate.subject, subject: subject,
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage([.serverAuth])
                SubjectAlternativeNames(names)
                SubjectKeyIdentifier(hash: publicKey)
                AuthorityKeyIdentifier(keyIdentifier: identifier)
                if let timestamps {
                    Certificate.Extension(oid: LabLog.listExtension, critical: false, value: timestamps[...])
                }
            },
            issuerPrivateKey: .init(root.key))
    }

    private static func day(_ offset: Int, _ now: Date) -> Date {
        now.addingTimeInterval(TimeInterval(offset) * 86_400)
    }
}
