import DutyModel

/// What a security device says of itself; signed as part of a refill or audit request.
public struct RegisterStatement: Hashable, Sendable, Codable {
    /// The device key that speaks.
    public let psdKey: PSDKeyID
    /// The registers.
    public let registers: Registers
    /// The item number of the last impression; 0 before the first.
    public let itemCount: UInt32
    /// The sequence of the last refill applied; 0 before the first.
    public let appliedSequence: UInt64
    /// Hash of the last grant applied; zero before the first.
    public let lastGrant: ContentHash
    /// Counts statements; a number seen before with other content betrays a clone.
    public let statementCounter: UInt64
    /// Hash of the last usage record; zero before the first.
    public let chainHead: ContentHash
    /// The device's clock.
    public let time: Timestamp

    /// A statement of these facts.
    public init(
        psdKey: PSDKeyID, registers: Registers, itemCount: UInt32, appliedSequence: UInt64, lastGrant: ContentHash,
        statementCounter: UInt64, chainHead: ContentHash, time: Timestamp
    ) {
        self.psdKey = psdKey
        self.registers = registers
        self.itemCount = itemCount
        self.appliedSequence = appliedSequence
        self.lastGrant = lastGrant
        self.statementCounter = statementCounter
        self.chainHead = chainHead
        self.time = time
    }
}

extension RegisterStatement: Described {
    @usableFromInline package static let element: StaticString = "statement"
    @usableFromInline package static var meaning: String { "How a device says it stands." }

    @inlinable package static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self {
        RegisterStatement(
            psdKey: try v.field("psdKey", value?.psdKey), registers: try v.group(value?.registers),
            itemCount: try v.field(
                "itemCount", value?.itemCount, 0...UInt32.max, "the number of the last impression; 0 before the first"),
            appliedSequence: try v.field(
                "appliedSequence", value?.appliedSequence, 0...UInt64.max,
                "of the last refill applied; 0 before the first"),
            lastGrant: try v.field("lastGrant", value?.lastGrant, "of the last grant applied; zeros before the first"),
            statementCounter: try v.field(
                "statementCounter", value?.statementCounter, 0...UInt64.max, "counts the device's statements"),
            chainHead: try v.field("chainHead", value?.chainHead, "of the last usage record; zeros before the first"),
            time: try v.field("time", value?.time, "the device's"))
    }
}
