import DutyModel

/// One refill as the device wrote it down before anything was sent; its content never changes.
public struct RefillOperation: Hashable, Sendable, Codable {
    /// The device key that asks.
    public let psdKey: PSDKeyID
    /// The operation's name.
    public let id: OperationID
    /// The place of this refill in the device's life: applied + 1.
    public let sequence: UInt64
    /// Counts the tries at this sequence, from 1; a try that was refused is followed by a new one.
    public let attempt: UInt32
    /// The money asked for.
    public let amount: Paise

    /// An operation with this content.
    public init(psdKey: PSDKeyID, id: OperationID, sequence: UInt64, attempt: UInt32, amount: Paise) {
        self.psdKey = psdKey
        self.id = id
        self.sequence = sequence
        self.attempt = attempt
        self.amount = amount
    }
}

extension RefillOperation: Described {
    @usableFromInline package static let element: StaticString = "operation"
    @usableFromInline package static var meaning: String { "One refill; its content never changes." }

    @inlinable package static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self {
        RefillOperation(
            psdKey: try v.field("psdKey", value?.psdKey),
            id: try v.field("id", value?.id, "the refill's name"),
            sequence: try v.field(
                "sequence", value?.sequence, 1...UInt64.max, "the refill's place in the device's life"),
            attempt: try v.field("attempt", value?.attempt, 1...UInt32.max, "counts the tries at this sequence"),
            amount: try v.field("amount", value?.amount, .one, "the money asked for"))
    }
}
