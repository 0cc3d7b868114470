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
    public init(
        psdKey: PSDKeyID, counter: UInt32, value: Paise, time: Timestamp, state: StateCode, article: Article
    ) {
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
    public let signature: SignatureBytes

    /// A record and its signature.
    public init(record: StampRecord, signature: SignatureBytes) {
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
    public let signature: SignatureBytes

    /// A record and its signature.
    public init(record: UsageRecord, signature: SignatureBytes) {
        self.record = record
        self.signature = signature
    }

    /// The item number of the impression.
    public var counter: UInt32 { record.stamp.record.counter }
}
