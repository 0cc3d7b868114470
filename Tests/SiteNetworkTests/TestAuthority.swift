import Crypto
import DutyModel
import Foundation
import NIOSSL
import SiteNetwork
import SwiftASN1
import X509

/// The day on which these tests take place: the real one, since a test's server judges the machine's certificate by
/// the computer's clock.
let today = Timestamp(Int64(Date().timeIntervalSince1970))

/// A certificate authority of one test.
struct TestAuthority {
    private let key = P256.Signing.PrivateKey()
    private let certificate: Certificate

    init(_ name: String = "Test authority") throws {
        let subject = try DistinguishedName { CommonName(name) }
        certificate = try Certificate(
            version: .v3, serialNumber: .init(), publicKey: .init(key.publicKey), notValidBefore: day(-10),
            notValidAfter: day(1000), issuer: subject, subject: subject, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
            },
            issuerPrivateKey: .init(key))
    }

    var pem: String { get throws { try certificate.serializeAsPEM().pemString } }
    var roots: TrustRoots { get throws { try TrustRoots(pem: pem) } }

    /// A certificate and its key in PEM; dates in days from today.
    func issue(
        name: GeneralName = .dnsName("service.localhost"), from: Int = -1, until: Int = 30,
        purpose: ExtendedKeyUsage.Usage = .serverAuth, moreNames: [GeneralName] = []
    ) throws -> (chain: String, key: String) {
        let own = P256.Signing.PrivateKey()
        let leaf = try Certificate(
            version: .v3, serialNumber: .init(), publicKey: .init(own.publicKey), notValidBefore: day(from),
            notValidAfter: day(until), issuer: certificate.subject,
            subject: try DistinguishedName { CommonName("part") }, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(try ExtendedKeyUsage([purpose]))
                SubjectAlternativeNames([name] + moreNames)
            },
            issuerPrivateKey: .init(key))
        return (try leaf.serializeAsPEM().pemString, own.pemRepresentation)
    }

    /// Certificates of one name and one key, each of which has signed all the others.
    func twins(_ count: Int) throws -> [String] {
        try (1...count).map { number in
            try Certificate(
                version: .v3, serialNumber: .init(), publicKey: .init(key.publicKey), notValidBefore: day(-10),
                notValidAfter: day(1000), issuer: certificate.subject, subject: certificate.subject,
                signatureAlgorithm: .ecdsaWithSHA256,
                extensions: try Certificate.Extensions {
                    Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
                    SubjectAlternativeNames([.dnsName("twin-\(number).example")])
                },
                issuerPrivateKey: .init(key)
            ).serializeAsPEM().pemString
        }
    }

    /// A server's TLS with such a certificate; with `clients`, it asks for one of theirs.
    func server(
        _ issued: (chain: String, key: String), clients: TestAuthority? = nil
    ) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMBytes(Array(issued.chain.utf8)).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(issued.key.utf8), format: .pem)))
        if let clients {
            configuration.trustRoots = .certificates(
                try NIOSSLCertificate.fromPEMBytes(Array(try clients.pem.utf8)))
            configuration.certificateVerification = .noHostnameVerification
        }
        return try NIOSSLContext(configuration: configuration)
    }
}

private func day(_ offset: Int) -> Date {
    Date(timeIntervalSince1970: TimeInterval(today.seconds) + TimeInterval(offset) * 86_400)
}
