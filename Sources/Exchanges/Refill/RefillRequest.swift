import DutyModel

/// What a device asks about its outstanding refill, signed by it (`dutymark.refill-request.v1`, or
/// `dutymark.refill-cancellation.v1` to give it up).
///
/// Both are answered alike: with the decision that was taken before they came, or else with a new one. A cancellation is
/// stored under the operation's id, after which the refill, however late it arrives, is never granted.
public struct RefillRequest: Hashable, Sendable, Codable {
    /// What is asked about a refill.
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        /// The funds.
        case funds
        /// That it be given up.
        case cancellation
    }

    /// What is asked.
    public let kind: Kind
    /// The operation.
    public let operation: RefillOperation
    /// Fresh in every try; binds the answer's envelope to this try.
    public let nonce: Nonce
    /// How the device stands now.
    public let statement: RegisterStatement
    /// The device's signature.
    public var signature: SignatureBytes

    /// A request and its signature.
    public init(
        _ kind: Kind = .funds, operation: RefillOperation, nonce: Nonce, statement: RegisterStatement,
        signature: SignatureBytes = .unsigned
    ) {
        self.kind = kind
        self.operation = operation
        self.nonce = nonce
        self.statement = statement
        self.signature = signature
    }
}

extension RefillRequest: SelfSigned {
    @usableFromInline package static let element: StaticString = "refillRequest"
    @usableFromInline package static var meaning: String { "Asks for funds." }
    @usableFromInline package static var signing: SigningRule { SigningRule(by: "the device", .refillRequest) }
    @usableFromInline package var signing: SigningRule { Self.signing(kind) }

    /// How a request of this kind is signed.
    package static func signing(_ kind: Kind) -> SigningRule {
        switch kind {
        case .funds: signing
        case .cancellation: SigningRule(by: "the device", .refillCancellation)
        }
    }

    /// Visits a request for funds. A cancellation is read by the other function alone: nothing in it says that it is one.
    @inlinable package static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self {
        try visit(.funds, value, &v)
    }

    /// Visits a request of this kind; the element around it says which it is.
    @inlinable package static func visit<V: Visitor>(
        _ kind: Kind, _ value: Self?, _ v: inout V
    ) throws(V.Refusal) -> Self {
        RefillRequest(
            kind,
            operation: try v.element(value?.operation),
            nonce: try v.field("nonce", value?.nonce, "fresh in every try"),
            statement: try v.element(value?.statement),
            signature: try v.signature(value?.signature))
    }
}

/// The grants that a device applied lately, for a funds service that lost the end of its books.
///
/// Nothing here is signed by the device: each grant bears the funds service's own signature, which is what counts.
public struct GrantReport: Hashable, Sendable, Codable {
    /// The most grants of one report; as many as a device keeps.
    public static let grantsMaximum = 100

    /// The device key the grants were given to.
    public let psdKey: PSDKeyID
    /// The grants in the order of their sequences, without a gap; 1 to `grantsMaximum`.
    public let grants: [RefillAnswer]

    /// A report of these grants.
    public init(psdKey: PSDKeyID, grants: [RefillAnswer]) {
        self.psdKey = psdKey
        self.grants = grants
    }
}

extension GrantReport: Described {
    @usableFromInline package static let element: StaticString = "grantReport"
    @usableFromInline package static var meaning: String {
        "The grants that a device applied lately, for books that lost their end."
    }

    @inlinable package static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self {
        GrantReport(
            psdKey: try v.field("psdKey", value?.psdKey),
            grants: try v.list(
                "grants", value?.grants, 1...grantsMaximum, "in the order of their sequences, without a gap"))
    }
}
