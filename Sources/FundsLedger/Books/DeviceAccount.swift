import DutyModel
import Exchanges

/// A device key as the books hold it.
public struct DeviceAccount: Hashable, Sendable {
    /// The customer who pays.
    public let customer: CustomerAccount
    /// The device key.
    public let psdKey: PSDKeyID
    /// The machine that holds the device.
    public let machine: MachineSerial
    /// The key's public half.
    public let publicKey: PublicKeyBytes
    /// The licence.
    public let licence: LicenceNumber
    /// The state of the licence.
    public let state: StateCode
    /// The most the descending register may hold.
    public let descendingMaximum: Paise
    /// Days from a good audit to the lock.
    public let inspectionLockDays: Int64
    /// When the key was taken into the books.
    public let enrolledAt: Timestamp
    /// Where this life began.
    public let start: LifeStart
    /// How the device stands.
    public var standing: PSDStanding
    /// The sequence the next grant must have.
    public var nextSequence: UInt64
    /// The highest attempt decided at that sequence; 0 before the first.
    public var lastAttempt: UInt32
    /// The control total that the device has once every grant is applied.
    public var controlTotal: Paise
    /// The highest statement counter seen.
    public var statementCounter: UInt64
    /// The statement with that counter; nil before the first.
    public var lastStatement: RegisterStatement?
    /// When franking locks for want of an inspection.
    public var inspectionDue: Timestamp
    /// When an operator asked for an audit that was not judged yet.
    public var auditWantedAt: Timestamp?
    /// When the life ended; nil while it goes on.
    public var endedAt: Timestamp?
    /// The last item of a device that an operator ended; nil where none did, or the life ended otherwise. What the device
    /// signs later doesn't move it.
    public var lastItem: UInt32?
    /// Why nothing that the key signed is proof; nil where its key is in nobody else's hands.
    public var revocation: KeyRevocation?
    /// Why two devices may be alive with this key; nil where nothing says so, or an operator has looked. It stays when
    /// the device is replaced or taken out of use.
    public var suspicion: DeviceSuspicion?
    /// When an operator last looked at the device and lifted its locks; what was suspected before has been examined.
    public var examinedAt: Timestamp?
    /// The newest standing that was signed for the device; nil where it was always active.
    public var newestStanding: DeviceStanding?

    /// A device with these facts.
    public init(
        customer: CustomerAccount, psdKey: PSDKeyID, machine: MachineSerial, publicKey: PublicKeyBytes,
        licence: LicenceNumber, state: StateCode, descendingMaximum: Paise, inspectionLockDays: Int64,
        enrolledAt: Timestamp, start: LifeStart = .first, standing: PSDStanding = .active, nextSequence: UInt64? = nil,
        lastAttempt: UInt32 = 0, controlTotal: Paise? = nil, statementCounter: UInt64? = nil,
        lastStatement: RegisterStatement? = nil, inspectionDue: Timestamp, auditWantedAt: Timestamp? = nil,
        endedAt: Timestamp? = nil, lastItem: UInt32? = nil, revocation: KeyRevocation? = nil,
        suspicion: DeviceSuspicion? = nil, examinedAt: Timestamp? = nil, newestStanding: DeviceStanding? = nil
    ) {
        self.customer = customer
        self.psdKey = psdKey
        self.machine = machine
        self.publicKey = publicKey
        self.licence = licence
        self.state = state
        self.descendingMaximum = descendingMaximum
        self.inspectionLockDays = inspectionLockDays
        self.enrolledAt = enrolledAt
        self.start = start
        self.standing = standing
        self.nextSequence = nextSequence ?? start.appliedSequence + 1
        self.lastAttempt = lastAttempt
        self.controlTotal = controlTotal ?? start.ascending
        self.statementCounter = statementCounter ?? start.statementCounter
        self.lastStatement = lastStatement
        self.inspectionDue = inspectionDue
        self.auditWantedAt = auditWantedAt
        self.endedAt = endedAt
        self.lastItem = lastItem
        self.revocation = revocation
        self.suspicion = suspicion
        self.examinedAt = examinedAt
        self.newestStanding = newestStanding
    }
}

/// The suspicion that a device was copied or put back.
public struct DeviceSuspicion: Hashable, Sendable, Codable {
    /// When it was first found.
    public let since: Timestamp
    /// The lowest item number that both devices may have printed, as far as the evidence goes.
    public let fromCounter: UInt32

    /// A suspicion of all stamps from this item number on.
    public init(since: Timestamp, fromCounter: UInt32) {
        self.since = since
        self.fromCounter = fromCounter
    }
}

/// Where a life of a device begins: registers, counters and sequences never start again, so every life but the first
/// goes on from where the one before ended, with an empty descending register.
public struct LifeStart: Hashable, Sendable, Codable {
    /// The ascending register.
    public let ascending: Paise
    /// The item number of the last impression before.
    public let itemCount: UInt32
    /// The sequence of the last refill applied before.
    public let appliedSequence: UInt64
    /// The last statement counter used before.
    public let statementCounter: UInt64
    /// Hash of the last usage record before.
    public let chainHead: ContentHash
    /// Hash of the last grant applied before.
    public let lastGrant: ContentHash

    /// A start at these figures.
    public init(
        ascending: Paise, itemCount: UInt32, appliedSequence: UInt64, statementCounter: UInt64,
        chainHead: ContentHash, lastGrant: ContentHash
    ) {
        self.ascending = ascending
        self.itemCount = itemCount
        self.appliedSequence = appliedSequence
        self.statementCounter = statementCounter
        self.chainHead = chainHead
        self.lastGrant = lastGrant
    }

    /// A new device begins with nothing.
    public static let first = LifeStart(
        ascending: .zero, itemCount: 0, appliedSequence: 0, statementCounter: 0, chainHead: .zero, lastGrant: .zero)

    /// The usage records of the life go on from here.
    public var usagePoint: UsagePoint {
        UsagePoint(counter: itemCount, ascending: ascending, chainHead: chainHead, reportedDuty: ascending)
    }
}

extension LifeStart: Described {
    @usableFromInline package static let element: StaticString = "lifeStart"

    @usableFromInline package static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self {
        LifeStart(
            ascending: try v.field("ascending", value?.ascending, .zero),
            itemCount: try v.field("itemCount", value?.itemCount, 0...UInt32.max),
            appliedSequence: try v.field("appliedSequence", value?.appliedSequence, 0...UInt64.max),
            statementCounter: try v.field("statementCounter", value?.statementCounter, 0...UInt64.max),
            chainHead: try v.field("chainHead", value?.chainHead), lastGrant: try v.field("lastGrant", value?.lastGrant)
        )
    }
}
