import DutyModel
import Exchanges

/// A device key as the books hold it.
package struct DeviceAccount: Hashable, Sendable {
    package let customer: CustomerAccount
    package let psdKey: PSDKeyID
    /// The machine that holds the device.
    package let machine: MachineSerial
    package let publicKey: PublicKeyBytes
    package let licence: LicenceNumber
    /// The state of the licence.
    package let state: StateCode
    /// The most the descending register may hold.
    package let descendingMaximum: Paise
    /// Days from a good audit to the lock.
    package let inspectionLockDays: Int64
    /// When the key was taken into the books.
    package let enrolledAt: Timestamp
    /// Where this life began.
    package let start: LifeStart
    package var standing = PSDStanding.active
    /// The sequence the next grant must have.
    package var nextSequence: UInt64
    /// The highest attempt decided at that sequence; 0 before the first.
    package var lastAttempt: UInt32 = 0
    /// The control total that the device has once every grant is applied.
    package var controlTotal: Paise
    /// The highest statement counter seen.
    package var statementCounter: UInt64
    /// The statement with that counter; nil before the first.
    package var lastStatement: RegisterStatement?
    /// When franking locks for want of an inspection.
    package var inspectionDue: Timestamp
    /// When an operator asked for an audit that was not judged yet.
    package var auditWantedAt: Timestamp?
    /// When the life ended; nil while it goes on.
    package var endedAt: Timestamp?
    /// The last item of a device that an operator ended; nil where none did, or the life ended otherwise. What the device
    /// signs later doesn't move it.
    package var lastItem: UInt32?
    /// Why nothing that the key signed is proof; nil where its key is in nobody else's hands.
    package var revocation: KeyRevocation?
    /// Why two devices may be alive with this key; nil where nothing says so, or an operator has looked. It stays when
    /// the device is replaced or taken out of use.
    package var suspicion: DeviceSuspicion?
    /// When an operator last looked at the device and lifted its locks; what was suspected before has been examined.
    package var examinedAt: Timestamp?
    /// The newest standing that was signed for the device; nil where it was always active.
    package var newestStanding: DeviceStanding?

    /// A device as it is taken into the books: active, at the beginning of its life.
    package init(
        customer: CustomerAccount, psdKey: PSDKeyID, machine: MachineSerial, publicKey: PublicKeyBytes,
        licence: LicenceNumber, state: StateCode, descendingMaximum: Paise, inspectionLockDays: Int64,
        enrolledAt: Timestamp, start: LifeStart = .first, inspectionDue: Timestamp
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
        self.inspectionDue = inspectionDue
        nextSequence = start.appliedSequence + 1
        controlTotal = start.ascending
        statementCounter = start.statementCounter
    }
}

extension DeviceAccount {
    /// Ends the life: from then on the device is out of use, and nothing is asked of it any more.
    package mutating func end(as standing: PSDStanding, at time: Timestamp) {
        self.standing = standing
        endedAt = time
        auditWantedAt = nil
    }
}

/// The suspicion that a device was copied or put back.
package struct DeviceSuspicion: Hashable, Sendable, Codable {
    /// When it was first found.
    package let since: Timestamp
    /// The lowest item number that both devices may have printed, as far as the evidence goes.
    package let fromCounter: UInt32

    /// A suspicion of all stamps from this item number on.
    package init(since: Timestamp, fromCounter: UInt32) {
        self.since = since
        self.fromCounter = fromCounter
    }
}

/// Where a life of a device begins: registers, counters and sequences never start again, so every life but the first
/// goes on from where the one before ended, with an empty descending register.
package struct LifeStart: Hashable, Sendable, Codable {
    package let ascending: Paise
    /// The item number of the last impression before.
    package let itemCount: UInt32
    /// The sequence of the last refill applied before.
    package let appliedSequence: UInt64
    /// The last statement counter used before.
    package let statementCounter: UInt64
    /// Hash of the last usage record before.
    package let chainHead: ContentHash
    /// Hash of the last grant applied before.
    package let lastGrant: ContentHash

    package init(
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
    package static let first = LifeStart(
        ascending: .zero, itemCount: 0, appliedSequence: 0, statementCounter: 0, chainHead: .zero, lastGrant: .zero)

    /// The usage records of the life go on from here.
    package var usagePoint: UsagePoint {
        UsagePoint(counter: itemCount, ascending: ascending, chainHead: chainHead, reportedDuty: ascending)
    }
}

extension LifeStart: Described {
    package static let element: StaticString = "lifeStart"

    package static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self {
        LifeStart(
            ascending: try v.field("ascending", value?.ascending, .zero),
            itemCount: try v.field("itemCount", value?.itemCount, 0...UInt32.max),
            appliedSequence: try v.field("appliedSequence", value?.appliedSequence, 0...UInt64.max),
            statementCounter: try v.field("statementCounter", value?.statementCounter, 0...UInt64.max),
            chainHead: try v.field("chainHead", value?.chainHead), lastGrant: try v.field("lastGrant", value?.lastGrant)
        )
    }
}
