import DutyModel
import Foundation
@_spi(DisableValidityCheck) @_spi(FixedExpiryValidationTime) import X509

extension CertificateValidity {
    /// What is said of a certificate that is not accepted, with the certificate as the sentence's subject.
    var words: String {
        switch self {
        case .trusted: "is good"
        case .unreadable: "cannot be read"
        case .foreign: "comes from a foreign authority"
        case .expired: "has expired"
        case .notYetValid: "is not valid yet"
        case .otherName: "is for another name"
        case .otherPurpose: "is not for servers"
        }
    }
}

/// Decides whether a chain of certificates proves that we speak with this host.
///
/// The rules are RFC 5280's and RFC 6125's as swift-certificates has them, at the time of the injected clock. The
/// library's interfaces for a given time are not its stable ones, but without them no test could have an expired
/// certificate and a machine's clock could not be another than the computer's.
struct ServerVerification: Sendable {
    let roots: TrustRoots
    let host: String
    let now: Timestamp
    /// It is at least so late, whatever the clock says; nil where nothing is known of it.
    let signedTime: Timestamp?

    /// What the chain is worth, its leaf first.
    func validity(of chain: [[UInt8]]) async -> CertificateValidity {
        let certificates = chain.compactMap { try? Certificate(derEncoded: $0) }
        guard let leaf = certificates.first, certificates.count == chain.count else { return .unreadable }
        guard certificates.count <= Self.longestChain else { return .foreign }
        let others = CertificateStore(Self.fewOfEachName(certificates.dropFirst()))
        let trusted = roots.store(for: certificates)
        let time = Date(timeIntervalSince1970: TimeInterval(now.seconds))
        if await isGood(leaf, others, trusted, time: time, identity: true) { return .trusted }
        if let possible = earliestPossible(leaf), await isGood(leaf, others, trusted, time: possible, identity: true) {
            return .trusted
        }
        return await reason(leaf, others, trusted, time: time)
    }

    /// Honest chains have two to four certificates.
    private static let longestChain = 8
    /// An authority that changes its key is shown twice, with the old signature and the new.
    private static let sameNameMaximum = 2

    /// The search for a path tries every order, so that many certificates of one name would keep it busy for ever.
    private static func fewOfEachName(_ certificates: ArraySlice<Certificate>) -> [Certificate] {
        var seen: [DistinguishedName: Int] = [:]
        return certificates.filter { certificate in
            seen[certificate.subject, default: 0] += 1
            return seen[certificate.subject, default: 0] <= sameNameMaximum
        }
    }

    /// The first moment at which this certificate may be shown and that is not over for certain.
    ///
    /// A clock that is wrong would keep the machine from the very service that sets it right. So a certificate has
    /// expired only once a service has signed a later time than its end.
    private func earliestPossible(_ leaf: Certificate) -> Date? {
        signedTime.map { max(Date(timeIntervalSince1970: TimeInterval($0.seconds)), leaf.notValidBefore) }
    }

    /// Asks again with fewer rules, to name the one that was broken.
    private func reason(
        _ leaf: Certificate, _ others: CertificateStore, _ trusted: CertificateStore, time: Date
    ) async -> CertificateValidity {
        guard await isGood(leaf, others, trusted, time: nil, identity: false) else { return .foreign }
        guard await isGood(leaf, others, trusted, time: time, identity: false) else {
            return leaf.notValidBefore > time ? .notYetValid : .expired
        }
        return ServerPurpose.allows(leaf) ? .otherName : .otherPurpose
    }

    private func isGood(
        _ leaf: Certificate, _ others: CertificateStore, _ trusted: CertificateStore, time: Date?, identity: Bool
    ) async -> Bool {
        let isLiteral = KnownNames.isLiteral(host)
        var verifier = Verifier(rootCertificates: trusted) {
            time.map { RFC5280Policy(fixedExpiryValidationTime: $0) } ?? RFC5280Policy.withValidityCheckDisabled()
            KnownServerExtensions()
            if identity {
                ServerPurpose()
                ServerIdentityPolicy(
                    serverHostname: isLiteral ? nil : host,
                    serverIP: isLiteral ? KnownNames.literalText(host) : nil)
            }
        }
        guard case .validCertificate = await verifier.validate(leaf: leaf, intermediates: others) else { return false }
        return true
    }
}
