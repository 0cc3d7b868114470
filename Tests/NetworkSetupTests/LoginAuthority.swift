import Crypto
import Foundation
import SwiftASN1
import X509

/// The authority of a site's login server, made for one test.
struct LoginAuthority {
    /// Its certificate.
    let pem: String

    init() throws {
        let key = P256.Signing.PrivateKey()
        let subject = try DistinguishedName { CommonName("Site login") }
        let certificate = try Certificate(
            version: .v3, serialNumber: .init(), publicKey: .init(key.publicKey), notValidBefore: Date(),
            notValidAfter: Date(timeIntervalSinceNow: 86_400), issuer: subject, subject: subject,
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
            },
            issuerPrivateKey: .init(key))
        pem = try certificate.serializeAsPEM().pemString
    }
}
