import DutyModel

/// What the back end allows one life of a security device to do: its licence, limits and timers.
///
/// Signed by the funds service (`dutymark.authorisation.v1`, or `.v2` where it says whether it is a demonstration's); the
/// device keeps it in its journal.
public struct Authorisation: Hashable, Sendable, Codable {
    /// The device key this is for.
    public let psdKey: PSDKeyID
    /// The key's public half, so that an authorisation cannot be moved to another device.
    public let psdPublicKey: PublicKeyBytes
    /// The machine that holds the device.
    public let machine: MachineSerial
    /// The licence under which it franks.
    public let licence: LicenceNumber
    /// The state that gave the licence.
    public let state: StateCode
    /// The account that pays.
    public let customer: CustomerAccount
    /// Limits and timers.
    public let limits: FrankingLimits
    /// The key whose signatures on grants, verdicts and authorisations the device accepts.
    public let fundsKey: PublicKeyBytes
    /// The key whose signatures on receipts the device accepts.
    public let transactionsKey: PublicKeyBytes
    /// When the authorisation was given; the device's first signed time.
    public let issuedAt: Timestamp
    /// Whether money and licence are made up, so that no stamp under it pays duty; nil in a licence of before there was the
    /// mark. A device that once took one with a mark takes no other for ever.
    public let demonstration: Bool?

    /// An authorisation with these terms.
    public init(
        psdKey: PSDKeyID, psdPublicKey: PublicKeyBytes, machine: MachineSerial, licence: LicenceNumber,
        state: StateCode, customer: CustomerAccount, limits: FrankingLimits, fundsKey: PublicKeyBytes,
        transactionsKey: PublicKeyBytes, issuedAt: Timestamp, demonstration: Bool? = nil
    ) {
        self.psdKey = psdKey
        self.psdPublicKey = psdPublicKey
        self.machine = machine
        self.licence = licence
        self.state = state
        self.customer = customer
        self.limits = limits
        self.fundsKey = fundsKey
        self.transactionsKey = transactionsKey
        self.issuedAt = issuedAt
        self.demonstration = demonstration
    }
}

/// Limits and timers of a licence; all of them data, none of them law written in code.
public struct FrankingLimits: Hashable, Sendable, Codable {
    /// The most one impression may show.
    public var cap: Paise
    /// The most the descending register may hold.
    public var descendingMaximum: Paise
    /// Days after the last inspection from which the clerk is warned.
    public var inspectionWarnDays: Int64
    /// Days after the last inspection from which franking is locked.
    public var inspectionLockDays: Int64
    /// Days a usage record may wait before franking is locked, beyond which the grace counts.
    public var uploadLockDays: Int64
    /// Days of grace on top of `uploadLockDays`.
    public var uploadGraceDays: Int64
    /// The most impressions between two inspections; holds even with a frozen clock.
    public var impressionsPerInspection: UInt64
    /// The most duty between two inspections; holds even with a frozen clock.
    public var valuePerInspection: Paise

    /// Limits; the defaults are the timers of the field (21 and 28 days, three days for uploads) and a cap of
    /// ₹5,000 a document (Maharashtra, order of 15/03/2014).
    public init(
        cap: Paise = .rupees(5_000), descendingMaximum: Paise = .rupees(10_00_000),
        inspectionWarnDays: Int64 = 21, inspectionLockDays: Int64 = 28, uploadLockDays: Int64 = 3,
        uploadGraceDays: Int64 = 4, impressionsPerInspection: UInt64 = 20_000,
        valuePerInspection: Paise = .rupees(1_00_00_000)
    ) {
        self.cap = cap
        self.descendingMaximum = descendingMaximum
        self.inspectionWarnDays = inspectionWarnDays
        self.inspectionLockDays = inspectionLockDays
        self.uploadLockDays = uploadLockDays
        self.uploadGraceDays = uploadGraceDays
        self.impressionsPerInspection = impressionsPerInspection
        self.valuePerInspection = valuePerInspection
    }
}

extension Authorisation: Signed {
    @usableFromInline package static let element: StaticString = "authorisation"
    @usableFromInline package static var meaning: String { "A licence." }
    @usableFromInline package static var signing: SigningRule {
        SigningRule(by: "the funds service", .authorisation, withAddition: .markedAuthorisation)
    }

    @inlinable package static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self {
        Authorisation(
            psdKey: try v.field("psdKey", value?.psdKey),
            psdPublicKey: try v.field("psdPublicKey", value?.psdPublicKey, "the device's"),
            machine: try v.field("machine", value?.machine, "the machine that holds the device"),
            licence: try v.field("licence", value?.licence, "the licence's number"),
            state: try v.field("state", value?.state, "that gave the licence"),
            customer: try v.field("customer", value?.customer, "the account that pays"),
            limits: try v.element(value?.limits),
            fundsKey: try v.field("fundsKey", value?.fundsKey, "of the funds service"),
            transactionsKey: try v.field("transactionsKey", value?.transactionsKey, "of the transactions service"),
            issuedAt: try v.field("issuedAt", value?.issuedAt, "the device's first signed time"),
            demonstration: try v.optional(
                "demonstration", value?.demonstration, .addition,
                "whether money and licence are made up; left out for a machine that doesn't read it"))
    }
}

extension FrankingLimits: Described {
    @usableFromInline package static let element: StaticString = "limits"
    @usableFromInline package static var meaning: String { "Limits and timers of a licence." }

    @inlinable package static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self {
        FrankingLimits(
            cap: try v.field("cap", value?.cap, .zero, "the most that one impression may show"),
            descendingMaximum: try v.field(
                "descendingMaximum", value?.descendingMaximum, .zero, "the most that the descending register may hold"),
            inspectionWarnDays: try v.field(
                "inspectionWarnDays", value?.inspectionWarnDays, 0...LeafForm.daysMaximum,
                "after an inspection, from which the clerk is warned"),
            inspectionLockDays: try v.field(
                "inspectionLockDays", value?.inspectionLockDays, 0...LeafForm.daysMaximum,
                "after an inspection, from which the device locks"),
            uploadLockDays: try v.field(
                "uploadLockDays", value?.uploadLockDays, 0...LeafForm.daysMaximum, "that a usage record may wait"),
            uploadGraceDays: try v.field(
                "uploadGraceDays", value?.uploadGraceDays, 0...LeafForm.daysMaximum,
                "of grace on top, then the device locks"),
            impressionsPerInspection: try v.field(
                "impressionsPerInspection", value?.impressionsPerInspection, 0...UInt64.max,
                "the most impressions between two inspections"),
            valuePerInspection: try v.field(
                "valuePerInspection", value?.valuePerInspection, .zero, "the most duty between two inspections"))
    }
}

extension Authorisation {
    /// What is said of the signature beside a licence.
    public static let signatureSays: StaticString =
        "of the funds service over the licence (`dutymark.authorisation.v1`; `.v2` with `demonstration`)"
}
