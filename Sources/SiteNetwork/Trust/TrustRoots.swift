import DutyModel
import SwiftASN1
import X509

/// The authorities that the machine trusts: the ones it was given, never the computer's or the site's.
public struct TrustRoots: Sendable {
    /// By their own names, as bytes: of a long list a chain needs one or two, and only these are read for it.
    private let authorities: [DistinguishedName: [[UInt8]]]

    /// What the authorities call themselves, as `ShownCertificate.authority` does.
    package var names: [String] { authorities.keys.map { ShownCertificate.name($0) }.sorted() }

    /// The certificates in a PEM text.
    ///
    /// - Throws: `data_malformed` where one cannot be read or there is none.
    public init(pem text: String) throws(DutyFailure) {
        let label = Certificate.defaultPEMDiscriminator
        // The library ends in silence at the first block whose beginning it cannot read, so they are counted here.
        let announced = text.utf8.split(whereSeparator: { $0 == 10 || $0 == 13 }).count {
            $0.starts(with: "-----BEGIN \(label)-----".utf8)
        }
        var certificates = 0
        do {
            var found: [DistinguishedName: [[UInt8]]] = [:]
            for document in try PEMDocument.parseMultiple(pemString: text)
            where document.discriminator == label {
                certificates += 1
                found[try Certificate(pemDocument: document).subject, default: []].append(document.derBytes)
            }
            authorities = found
        } catch {
            throw DutyFailure(
                .dataMalformed, "A certificate among the trusted authorities cannot be read: \(ErrorWords.of(error)).")
        }
        guard announced > 0 else {
            throw DutyFailure(.dataMalformed, "The list of trusted authorities holds no certificate.")
        }
        guard certificates == announced else {
            throw DutyFailure(
                .dataMalformed,
                "Of \(announced) certificates among the trusted authorities only \(certificates) can be read.",
                remedy: "Each begins with a line of its own, with nothing behind it.")
        }
    }

    /// Those that a chain may lead to: they issued a certificate of it, or stand in it themselves.
    func store(for chain: [Certificate]) -> CertificateStore {
        let names = Set(chain.flatMap { [$0.issuer, $0.subject] })
        let bytes = names.flatMap { authorities[$0] ?? [] }
        return CertificateStore(bytes.compactMap { try? Certificate(derEncoded: $0) })
    }
}
