import DutyModel
import Foundation

extension CertifiedServiceKeys {
    /// As files and answers carry it.
    public var json: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        // Strings and numbers alone always have a JSON form.
        return ((try? encoder.encode(self)).map(Array.init) ?? []) + [0x0A]
    }

    /// Reads what `json` writes; nil for anything else, and for more successions or certificates than there may be. No
    /// signature is checked.
    public init?(json: some Collection<UInt8>) {
        guard let keys = try? JSONDecoder().decode(Self.self, from: Data(json)),
            keys.successions.count <= Self.successionsMaximum,
            keys.certificates.count <= ServiceKeyPurpose.allCases.count
        else { return nil }
        self = keys
    }

    /// Grows with every certificate and every root, so that a machine sees at once whether it has the newest.
    public var revision: UInt64 {
        certificates.reduce(root.generation) { sum, certificate in
            let (next, overflow) = sum.addingReportingOverflow(certificate.number)
            return overflow ? .max : next
        }
    }
}
