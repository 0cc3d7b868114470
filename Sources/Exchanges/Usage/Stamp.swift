import DutyModel

/// What the code on a stamp says: one impression, in at most 40 bytes.
public struct StampRecord: Hashable, Sendable, Codable {
    /// The device key that made it.
    public let psdKey: PSDKeyID
    /// The item number; with the key it names the impression for ever.
    public let counter: UInt32
    /// The duty.
    public let value: Paise
    /// When it was made, by the device's clock (until the year 2106).
    public let time: Timestamp
    /// The state of the licence.
    public let state: StateCode
    /// The instrument.
    public let article: Article

    /// An impression with these contents.
    public init(psdKey: PSDKeyID, counter: UInt32, value: Paise, time: Timestamp, state: StateCode, article: Article) {
        self.psdKey = psdKey
        self.counter = counter
        self.value = value
        self.time = time
        self.state = state
        self.article = article
    }
}

/// An impression with the device's signature over it (`dutymark.impression.v1`).
public struct SignedStamp: Hashable, Sendable, Codable {
    /// What was stamped.
    public let record: StampRecord
    /// The device's signature.
    public var signature: SignatureBytes

    /// A record and its signature.
    public init(record: StampRecord, signature: SignatureBytes = .unsigned) {
        self.record = record
        self.signature = signature
    }
}

/// What the state's reporting needs of one impression; it holds no party's name.
public struct UsageRecord: Hashable, Sendable, Codable {
    /// The impression and its signature.
    public let stamp: SignedStamp
    /// The registers after the debit.
    public let registers: Registers
    /// Hash of the usage record before this one of the same device; zero for the first.
    public let previous: ContentHash

    /// A record of this impression.
    public init(stamp: SignedStamp, registers: Registers, previous: ContentHash) {
        self.stamp = stamp
        self.registers = registers
        self.previous = previous
    }
}

/// A usage record with the device's signature over it (`dutymark.usage.v1`).
public struct SignedUsageRecord: Hashable, Sendable, Codable {
    /// What is reported.
    public let record: UsageRecord
    /// The device's signature.
    public var signature: SignatureBytes

    /// A record and its signature.
    public init(record: UsageRecord, signature: SignatureBytes = .unsigned) {
        self.record = record
        self.signature = signature
    }

    /// The item number of the impression.
    public var counter: UInt32 { record.stamp.record.counter }
}

extension StampRecord: Signed {
    @usableFromInline package static let element: StaticString = "impression"
    @usableFromInline package static var meaning: String { "What the code on a stamp says." }
    @usableFromInline package static var signing: SigningRule { SigningRule(by: "the device", .impression) }

    @inlinable package static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self {
        StampRecord(
            psdKey: try v.field("psdKey", value?.psdKey),
            counter: try v.field("counter", value?.counter, 1...UInt32.max, "the item number"),
            value: try v.field("value", value?.value, .one, "the duty"),
            time: try v.field("time", value?.time, .stampCode, "by the device's clock"),
            state: try v.field("state", value?.state, "whose licence it is"),
            article: try v.field("article", value?.article))
    }

    /// The form that stands in the code of a stamp, as one field.
    @usableFromInline package static func appendCovered(_ value: Self, to writer: inout SignedFormWriter) {
        writer.fields.append(value.compactBytes, isWhole: value.fitsCompactForm)
    }
}

extension SignedStamp: Described {
    @usableFromInline package static let element: StaticString = "stamp"
    @usableFromInline package static var meaning: String { "One impression." }

    @inlinable package static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self {
        SignedStamp(record: try v.group(value?.record), signature: try v.signature(value?.signature))
    }
}

extension UsageRecord: Signed {
    @usableFromInline package static let element: StaticString = "usage"
    @usableFromInline package static var meaning: String { "What the state's reporting needs of one impression." }
    @usableFromInline package static var signing: SigningRule { SigningRule(by: "the device", .usage) }

    @inlinable package static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self {
        UsageRecord(
            stamp: try v.element(value?.stamp), registers: try v.group(value?.registers),
            previous: try v.field(
                "previous", value?.previous, "of the record before this one of the same device; zeros before the first")
        )
    }

    /// The compact form of the impression as one field, its signature, the registers, and the hash of the record before.
    @usableFromInline package static func appendCovered(_ value: Self, to writer: inout SignedFormWriter) {
        StampRecord.appendCovered(value.stamp.record, to: &writer)
        writer.fields.append(value.stamp.signature.bytes)
        writer.append(value.registers)
        writer.fields.append(value.previous.bytes)
    }
}

extension SignedUsageRecord: Described {
    @usableFromInline package static let element: StaticString = "record"
    @usableFromInline package static var meaning: String { "One usage record." }

    @inlinable package static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self {
        SignedUsageRecord(record: try v.group(value?.record), signature: try v.signature(value?.signature))
    }
}
