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
        let pieces = PEMPieces.all(in: text, label: "CERTIFICATE")
        guard !pieces.isEmpty else {
            throw DutyFailure(.dataMalformed, "The list of trusted authorities holds no certificate.")
        }
        do {
            var found: [DistinguishedName: [[UInt8]]] = [:]
            for piece in pieces {
                let document = try PEMDocument(pemString: piece)
                found[try Certificate(pemDocument: document).subject, default: []].append(document.derBytes)
            }
            authorities = found
        } catch {
            throw DutyFailure(.dataMalformed, "A certificate among the trusted authorities cannot be read: \(error).")
        }
    }

    /// Those that a chain may lead to: they issued a certificate of it, or stand in it themselves.
    func store(for chain: [Certificate]) -> CertificateStore {
        let names = Set(chain.flatMap { [$0.issuer, $0.subject] })
        let bytes = names.flatMap { authorities[$0] ?? [] }
        return CertificateStore(bytes.compactMap { try? Certificate(derEncoded: $0) })
    }
}

/// Cuts a text into its PEM blocks.
enum PEMPieces {
    static func all(in text: String, label: String) -> [String] {
        let begin = "-----BEGIN \(label)-----"
        let end = "-----END \(label)-----"
        var pieces: [String] = []
        var lines: [Substring]?
        for line in text.split(separator: "\n") {
            if line == begin { lines = [] }
            lines?.append(line)
            if line == end, let block = lines {
                pieces.append(block.joined(separator: "\n"))
                lines = nil
            }
        }
        return pieces
    }
}
