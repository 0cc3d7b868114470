import DutyModel

/// Usage records on their way to the transactions service, in the order of their counters, without a gap.
public struct UsageBatch: Hashable, Sendable, Codable {
    /// The most records of one batch: what the published schema allows and the transactions service takes. A batch
    /// is one transaction and, at 500 of the longest records, a message of 342,000 bytes.
    public static let recordsMaximum = 500

    /// The device key all records are of.
    public let psdKey: PSDKeyID
    /// The records; 1 to `recordsMaximum`.
    public let records: [SignedUsageRecord]
    /// SHA-256 over the signatures of the records (`dutymark.usage-batch.v1`).
    public let hash: ContentHash

    /// A batch and its hash.
    public init(psdKey: PSDKeyID, records: [SignedUsageRecord], hash: ContentHash) {
        self.psdKey = psdKey
        self.records = records
        self.hash = hash
    }
}

/// The transactions service's receipt, signed (`dutymark.usage-receipt.v1`, or `.v2` where it names a standing):
/// every record of the device up to this counter is durable there, so the machine may delete its own.
public struct UsageReceipt: Hashable, Sendable, Codable {
    /// The device key the records are of.
    public let psdKey: PSDKeyID
    /// The highest counter that is durable, with all before it.
    public let durableThrough: UInt32
    /// The hash of the batch this answers.
    public let batchHash: ContentHash
    /// The service's time.
    public let time: Timestamp
    /// The device's newest standing; nil where none was ever issued.
    public let standing: NamedStanding?
    /// The transactions service's signature.
    public var signature: SignatureBytes

    /// A receipt and its signature.
    public init(
        psdKey: PSDKeyID, durableThrough: UInt32, batchHash: ContentHash, time: Timestamp,
        standing: NamedStanding? = nil, signature: SignatureBytes = .unsigned
    ) {
        self.psdKey = psdKey
        self.durableThrough = durableThrough
        self.batchHash = batchHash
        self.time = time
        self.standing = standing
        self.signature = signature
    }
}

extension UsageBatch: Described {
    @usableFromInline package static let element: StaticString = "usageBatch"
    @usableFromInline package static var meaning: String {
        "Usage records in the order of their counters, without a gap."
    }

    @inlinable package static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self {
        let psdKey = try v.field("psdKey", value?.psdKey)
        let hash = try v.field("hash", value?.hash, "over the signatures of the records (`dutymark.usage-batch.v1`)")
        let records = try v.list("records", value?.records, 1...recordsMaximum, "")
        return UsageBatch(psdKey: psdKey, records: records, hash: hash)
    }
}

extension UsageReceipt: SelfSigned {
    @usableFromInline package static let element: StaticString = "usageReceipt"
    @usableFromInline package static var meaning: String { "What is durable: the machine may delete its own records." }
    @usableFromInline package static var signing: SigningRule {
        SigningRule(by: "the transactions service", .usageReceipt, withAddition: .standingReceipt)
    }

    @inlinable package static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self {
        UsageReceipt(
            psdKey: try v.field("psdKey", value?.psdKey),
            durableThrough: try v.field(
                "durableThrough", value?.durableThrough, 0...UInt32.max,
                "the highest counter that is durable, with all before it"),
            batchHash: try v.field("batchHash", value?.batchHash, "of the batch that this answers"),
            time: try v.field("time", value?.time, "the service's"),
            standing: try v.optional(value?.standing, .addition, "the standing without which the answer isn't applied"),
            signature: try v.signature(value?.signature))
    }
}
