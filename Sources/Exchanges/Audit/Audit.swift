import DutyModel

/// A device's request for an audit, signed by it (`dutymark.audit-request.v1`, or `.v2` where it names a root).
///
/// It confirms every refill up to the statement's applied sequence.
public struct AuditRequest: Hashable, Sendable, Codable {
    /// The audit's name, durable in the device before it is sent.
    public let id: OperationID
    /// Fresh in every try.
    public let nonce: Nonce
    /// How the device stands now.
    public let statement: RegisterStatement
    /// Usage records for which no receipt has come yet.
    public let unsentCount: UInt32
    /// The fingerprint of the service root that the device obeys; nil where it has none, and for a back end that doesn't read it.
    public let root: ContentHash?
    /// The device's signature.
    public var signature: SignatureBytes

    /// A request and its signature.
    public init(
        id: OperationID, nonce: Nonce, statement: RegisterStatement, unsentCount: UInt32, root: ContentHash? = nil,
        signature: SignatureBytes = .unsigned
    ) {
        self.id = id
        self.nonce = nonce
        self.statement = statement
        self.unsentCount = unsentCount
        self.root = root
        self.signature = signature
    }
}

/// A difference an audit found between a device and the books.
public enum AuditDifference: String, Hashable, Sendable, Codable, CaseIterable {
    /// Ascending + descending is not what was granted less what was removed.
    case controlTotal = "control_total"
    /// The device applied more refills than the books hold.
    case sequence = "sequence"
    /// The last grant the device applied is not the one in the books.
    case lastGrant = "last_grant"
    /// A counter or the ascending register went back.
    case wentBack = "went_back"
    /// A statement or impression counter was seen with two contents: two devices speak with one key.
    case clone = "clone"
    /// The rise of ascending is not the sum of the usage records.
    case usageSum = "usage_sum"
}

extension AuditDifference: Word {
    @usableFromInline package static var schemaType: (name: String, meaning: String) {
        ("difference", "What an audit found.")
    }
}

/// The funds service's verdict on an audit, signed (`dutymark.audit-verdict.v1`, or `.v2` where it names a
/// standing).
///
/// Bound to the audit's id, nonce and statement counter, so that an old verdict extends nothing.
public struct AuditVerdict: Hashable, Sendable, Codable {
    /// The device key that was audited.
    public let psdKey: PSDKeyID
    /// The audit's name.
    public let id: OperationID
    /// The nonce of the request.
    public let nonce: Nonce
    /// The counter of the statement that was judged.
    public let statementCounter: UInt64
    /// What differs; empty for a good audit.
    public let differences: [AuditDifference]
    /// When the next inspection is due; the lock, not the warning.
    public let inspectionDue: Timestamp
    /// The term of the funds service.
    public let epoch: UInt64
    /// The service's time.
    public let time: Timestamp
    /// The device's newest standing; nil where none was ever issued.
    public let standing: NamedStanding?
    /// The funds service's signature.
    public var signature: SignatureBytes

    /// A verdict and its signature.
    public init(
        psdKey: PSDKeyID, id: OperationID, nonce: Nonce, statementCounter: UInt64, differences: [AuditDifference],
        inspectionDue: Timestamp, epoch: UInt64, time: Timestamp, standing: NamedStanding? = nil,
        signature: SignatureBytes = .unsigned
    ) {
        self.psdKey = psdKey
        self.id = id
        self.nonce = nonce
        self.statementCounter = statementCounter
        self.differences = differences
        self.inspectionDue = inspectionDue
        self.epoch = epoch
        self.time = time
        self.standing = standing
        self.signature = signature
    }
}

extension AuditRequest: SelfSigned {
    @usableFromInline package static let element: StaticString = "auditRequest"
    @usableFromInline package static var meaning: String { "Asks for an audit." }
    @usableFromInline package static var signing: SigningRule {
        SigningRule(by: "the device", .auditRequest, withAddition: .rootedAuditRequest)
    }

    @inlinable package static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self {
        AuditRequest(
            id: try v.field("id", value?.id, "the audit's name"),
            nonce: try v.field("nonce", value?.nonce, "fresh in every try"),
            statement: try v.element(value?.statement),
            unsentCount: try v.field(
                "unsentCount", value?.unsentCount, 0...UInt32.max, "usage records that have no receipt yet"),
            root: try v.optional(
                "root", value?.root, .addition, "fingerprint of the service root that the device obeys"),
            signature: try v.signature(value?.signature))
    }
}

extension AuditVerdict: SelfSigned {
    @usableFromInline package static let element: StaticString = "auditVerdict"
    @usableFromInline package static var meaning: String { "The verdict on an audit." }
    @usableFromInline package static var signing: SigningRule {
        SigningRule(by: "the funds service", .auditVerdict, withAddition: .standingVerdict)
    }

    @inlinable package static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self {
        AuditVerdict(
            psdKey: try v.field("psdKey", value?.psdKey), id: try v.field("id", value?.id, "the audit's name"),
            nonce: try v.field("nonce", value?.nonce, "of the question"),
            statementCounter: try v.field(
                "statementCounter", value?.statementCounter, 0...UInt64.max, "of the statement that was judged"),
            differences: try v.words(
                "differences", each: "difference", value?.differences, "what was found wrong; empty where all is well"),
            inspectionDue: try v.field("inspectionDue", value?.inspectionDue, "when franking locks"),
            epoch: try v.field("epoch", value?.epoch, 0...UInt64.max, "the term of the funds service; it never falls"),
            time: try v.field("time", value?.time, "the service's"),
            standing: try v.optional(value?.standing, .addition, "the standing without which the answer isn't applied"),
            signature: try v.signature(value?.signature))
    }
}
