import SwiftASN1
import X509

/// Extensions that may be critical and are judged by other policies of the same verification.
struct KnownServerExtensions: VerifierPolicy {
    let verifyingCriticalExtensions: [ASN1ObjectIdentifier] = [
        .X509ExtensionID.subjectAlternativeName, .X509ExtensionID.extendedKeyUsage,
    ]

    mutating func chainMeetsPolicyRequirements(chain: UnverifiedCertificateChain) async -> PolicyEvaluationResult {
        .meetsPolicy
    }
}

/// A certificate that names its purposes must name TLS servers among them (RFC 5280, section 4.2.1.12).
struct ServerPurpose: VerifierPolicy {
    let verifyingCriticalExtensions: [ASN1ObjectIdentifier] = [.X509ExtensionID.extendedKeyUsage]

    mutating func chainMeetsPolicyRequirements(chain: UnverifiedCertificateChain) async -> PolicyEvaluationResult {
        Self.allows(chain.leaf) ? .meetsPolicy : .failsToMeetPolicy(reason: "The certificate is not for TLS servers.")
    }

    /// Whether the certificate may be shown by a server.
    static func allows(_ certificate: Certificate) -> Bool {
        guard let usage = try? certificate.extensions.extendedKeyUsage else {
            return certificate.extensions[oid: .X509ExtensionID.extendedKeyUsage] == nil
        }
        return usage.contains(.serverAuth) || usage.contains(.any)
    }
}
