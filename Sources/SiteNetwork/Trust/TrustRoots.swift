import DutyModel
import X509

/// The authorities that the machine trusts: the ones it was given, never the computer's or the site's.
public struct TrustRoots: Sendable {
    /// They are sorted by name once: many chains are judged by them.
    let store: CertificateStore

    /// What the authorities call themselves, as `ShownCertificate.authority` does.
    package var names: [String] { certificates.map { ShownCertificate.name($0.subject) } }

    /// The certificates in a PEM text.
    ///
    /// - Throws: `data_malformed` where one cannot be read or there is none.
    public init(pem text: String) throws(DutyFailure) {
        let pieces = PEMPieces.all(in: text, label: "CERTIFICATE")
        guard !pieces.isEmpty else {
            throw DutyFailure(.dataMalformed, "The list of trusted authorities holds no certificate.")
        }
        do {
            store = CertificateStore(try pieces.map { try Certificate(pemEncoded: $0) })
        } catch {
            throw DutyFailure(.dataMalformed, "A certificate among the trusted authorities cannot be read: \(error).")
        }
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
