import DutyModel

/// The funds service's order to give up the funds of a device, signed (`dutymark.withdrawal.v1`, or
/// `.v2` where it names a standing).
///
/// Bound to the withdrawal's id, nonce and statement counter; the money goes back to the customer's account.
public struct WithdrawalOrder: Hashable, Sendable, Codable {
    /// The device key that is withdrawn.
    public let psdKey: PSDKeyID
    /// The withdrawal's name.
    public let id: OperationID
    /// The nonce of the final audit.
    public let nonce: Nonce
    /// The counter of the final statement.
    public let statementCounter: UInt64
    /// The funds removed: all that the descending register holds.
    public let removed: Paise
    /// The term of the funds service.
    public let epoch: UInt64
    /// The service's time.
    public let time: Timestamp
    /// The device's newest standing; nil where none was ever issued.
    public let standing: NamedStanding?
    /// The funds service's signature.
    public var signature: SignatureBytes

    /// An order and its signature.
    public init(
        psdKey: PSDKeyID, id: OperationID, nonce: Nonce, statementCounter: UInt64, removed: Paise, epoch: UInt64,
        time: Timestamp, standing: NamedStanding? = nil, signature: SignatureBytes = .unsigned
    ) {
        self.psdKey = psdKey
        self.id = id
        self.nonce = nonce
        self.statementCounter = statementCounter
        self.removed = removed
        self.epoch = epoch
        self.time = time
        self.standing = standing
        self.signature = signature
    }
}

extension WithdrawalOrder: SelfSigned {
    @usableFromInline package static let element: StaticString = "withdrawalOrder"
    @usableFromInline package static var meaning: String { "The order to give up the funds." }
    @usableFromInline package static var signing: SigningRule {
        SigningRule(by: "the funds service", .withdrawal, withAddition: .standingWithdrawal)
    }

    @inlinable package static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self {
        WithdrawalOrder(
            psdKey: try v.field("psdKey", value?.psdKey), id: try v.field("id", value?.id, "the withdrawal's name"),
            nonce: try v.field("nonce", value?.nonce, "of the question"),
            statementCounter: try v.field(
                "statementCounter", value?.statementCounter, 0...UInt64.max, "of the final statement"),
            removed: try v.field("removed", value?.removed, .zero, "all that the descending register holds"),
            epoch: try v.field("epoch", value?.epoch, 0...UInt64.max, "the term of the funds service; it never falls"),
            time: try v.field("time", value?.time, "the service's"),
            standing: try v.optional(value?.standing, .addition, "the standing without which the answer isn't applied"),
            signature: try v.signature(value?.signature))
    }
}
