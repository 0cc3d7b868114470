import DutyModel
import SwiftASN1
import X509

/// What a chain that a server showed says, and what it is worth by given authorities.
package struct ShownCertificate: Sendable {
    /// What it is worth.
    package let validity: CertificateValidity
    /// Who issued the last certificate of the chain; nil where it cannot be read.
    package let authority: String?
    /// Who the first one is for.
    package let subject: String?
    /// The server's public key in its DER form.
    package let publicKey: [UInt8]
    /// How many signed timestamps of public logs stand in the certificate.
    package let logTimestamps: Int

    /// Judges a chain for a host at a moment.
    package static func judge(
        _ chain: [[UInt8]], host: String, roots: TrustRoots, now: Timestamp
    ) async -> ShownCertificate {
        let certificates = chain.compactMap { try? Certificate(derEncoded: $0) }
        let verification = ServerVerification(roots: roots, host: host, now: now, signedTime: nil)
        let validity = chain.isEmpty ? .unreadable : await verification.validity(of: chain)
        let leaf = certificates.first
        var serializer = DER.Serializer()
        if let leaf { try? serializer.serialize(leaf.publicKey) }
        return ShownCertificate(
            validity: validity, authority: certificates.last.map { name($0.issuer) },
            subject: leaf.map { name($0.subject) }, publicKey: serializer.serializedBytes,
            logTimestamps: leaf.map(timestamps) ?? 0)
    }

    /// The common name, or the whole name where there is none; a stranger's text, not longer than it need be.
    static func name(_ name: DistinguishedName) -> String {
        for part in name {
            for attribute in part where attribute.type == .RDNAttributeType.commonName {
                return String("\(attribute.value)".prefix(longestName))
            }
        }
        return String("\(name)".prefix(longestName))
    }

    private static let longestName = 120

    /// The extension of RFC 6962 that holds a list of signed timestamps.
    private static let timestampList: ASN1ObjectIdentifier = [1, 3, 6, 1, 4, 1, 11129, 2, 4, 2]

    /// Counts the entries of the list: two bytes of length in all, then two before each.
    private static func timestamps(_ leaf: Certificate) -> Int {
        guard let list = leaf.extensions[oid: timestampList],
            let octets = try? ASN1OctetString(derEncoded: Array(list.value))
        else { return 0 }
        let bytes = Array(octets.bytes)
        var place = 2
        var count = 0
        while place + 2 <= bytes.count {
            place += 2 + (Int(bytes[place]) << 8 | Int(bytes[place + 1]))
            count += 1
        }
        return count
    }
}
