import Crypto
import Foundation
import SwiftASN1
import X509

/// A log of certificates (RFC 6962) that signs timestamps and keeps nothing.
struct LabLog: Sendable {
    /// The extension that holds the list of signed timestamps (RFC 6962, section 3.3).
    static let listExtension: ASN1ObjectIdentifier = [1, 3, 6, 1, 4, 1, 11129, 2, 4, 2]

    private let key: P256.Signing.PrivateKey

    /// A log with a new key.
    init() { key = P256.Signing.PrivateKey() }

    /// The log with this key.
    init(keyPEM: String) throws { key = try P256.Signing.PrivateKey(pemRepresentation: keyPEM) }

    var privateKeyPEM: String { key.pemRepresentation }

    var publicKeyPEM: String { key.publicKey.pemRepresentation }

    /// The value of the extension for a certificate that does not have it yet.
    func timestamps(tbs: ArraySlice<UInt8>, issuer: Certificate, at date: Date) throws -> [UInt8] {
        let milliseconds = UInt64(date.timeIntervalSince1970) * 1000
        var serializer = DER.Serializer()
        try serializer.serialize(issuer.publicKey)
        // digitally-signed struct of section 3.2: version, signature type, time, entry type "precert", entry, extensions.
        let signed: [UInt8] =
            [0, 0] + bytes(milliseconds, 8) + [0, 1] + SHA256.hash(data: serializer.serializedBytes)
            + bytes(UInt64(tbs.count), 3) + tbs + [0, 0]
        let signature = Array(try key.signature(for: signed).derRepresentation)
        let logID = Array(SHA256.hash(data: key.publicKey.derRepresentation))
        let hashIsSHA256AndKeyIsECDSA: [UInt8] = [4, 3]
        let timestamp =
            [0] + logID + bytes(milliseconds, 8) + [0, 0] + hashIsSHA256AndKeyIsECDSA
            + bytes(UInt64(signature.count), 2) + signature
        let list = bytes(UInt64(timestamp.count), 2) + timestamp
        var value = DER.Serializer()
        try value.serialize(ASN1OctetString(contentBytes: (bytes(UInt64(list.count), 2) + list)[...]))
        return value.serializedBytes
    }

    /// A number in so many bytes, most significant first.
    private func bytes(_ number: UInt64, _ count: Int) -> [UInt8] {
        (0..<count).reversed().map { UInt8(truncatingIfNeeded: number >> (UInt64($0) * 8)) }
    }
}
