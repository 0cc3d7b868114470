import DutyModel

/// What a device proves of itself to a back end that lost it: its licence, as the funds service signed it, and where the
/// life under that licence began.
///
/// Brought to the distributor where it doesn't know the device. The service believes its own signatures and the device's.
public struct LicenceReport: Hashable, Sendable, Codable {
    /// The most usage records of one report.
    public static let recordsMaximum = 2

    /// The licence.
    public let authorisation: Authorisation
    /// The funds service's signature over it (`dutymark.authorisation.v1`).
    public var signature: SignatureBytes
    /// How the device stands, signed by the licensed key. Nothing is audited for it.
    public let question: AuditRequest
    /// The first grant of this life; nil where none was applied.
    public let firstGrant: RefillAnswer?
    /// The first usage record of this life, behind the last one before it; empty where nothing was printed in this life.
    public let firstRecords: [SignedUsageRecord]

    /// A report of these.
    public init(
        authorisation: Authorisation, signature: SignatureBytes, question: AuditRequest, firstGrant: RefillAnswer?,
        firstRecords: [SignedUsageRecord]
    ) {
        self.authorisation = authorisation
        self.signature = signature
        self.question = question
        self.firstGrant = firstGrant
        self.firstRecords = firstRecords
    }

    /// The device key.
    public var psdKey: PSDKeyID { authorisation.psdKey }
}

extension LicenceReport: Described {
    @usableFromInline package static let element: StaticString = "licenceReport"
    @usableFromInline package static var meaning: String {
        "The licence that a device holds, and where its life began, for books that lost it."
    }

    @inlinable package static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self {
        LicenceReport(
            authorisation: try v.element(value?.authorisation),
            signature: try v.field("signature", value?.signature, Authorisation.signatureSays),
            question: try v.element(value?.question, "how the device stands; nothing is audited for it"),
            firstGrant: try v.optional(
                value?.firstGrant, .optional, "the first grant of this life; left out where none was applied"),
            firstRecords: try v.list(
                "firstRecords", value?.firstRecords, 0...recordsMaximum,
                "the last one before this life, and the first one of it; empty where nothing was printed in this life"))
    }
}
