import DutyModel

/// A newer form of a value that is signed or answered, which programs of before don't read.
///
/// Whoever reads one names it in the header field of `field`, a machine beside each question and a back end beside each answer to
/// a machine. Whoever names none is given the first form. A field that is not known is passed over, so either side may be
/// brought to a new version first.
public enum NewerForm: String, Hashable, Sendable, Codable, CaseIterable {
    /// An `Authorisation` that says whether it is a demonstration's (`dutymark.authorisation.v2`).
    case markedAuthorisation = "authorisation.v2"
    /// A `MachineCertificate` that brings the certificate of the machine's device as well.
    case deviceCertificate = "machine-certificate.v2"
    /// An `AuditRequest` that names the service root that the device obeys (`dutymark.audit-request.v2`).
    case rootedAudit = "audit-request.v2"

    /// What a machine of this version reads; its base and tablet are of the same.
    public static let readByMachines: [NewerForm] = [.markedAuthorisation, .deviceCertificate]
    /// What a back end of this version reads.
    public static let readByBackEnds: [NewerForm] = [.rootedAudit]

    /// The header field, with names that commas separate.
    public static let field = "Dutymark-Reads"
    /// The most characters of the field that are read.
    private static let mostCharacters = 256

    /// The field's value for these forms.
    public static func fieldValue(_ forms: [NewerForm]) -> String { forms.map(\.rawValue).joined(separator: ", ") }

    /// The forms that a field names, as far as they are known here.
    public static func named(in field: String?) -> [NewerForm] {
        let names = (field ?? "").prefix(mostCharacters).split { $0 == "," || $0 == " " || $0 == "\t" }.map(String.init)
        return allCases.filter { names.contains($0.rawValue) }
    }
}
