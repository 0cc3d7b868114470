import DutyModel

/// How a device stands at one moment, for pages, programs and the tablet.
public struct DeviceStatus: Hashable, Sendable, Codable {
    /// Where it stands in its life.
    public var phase: LifePhase
    /// Why nothing may be franked now; nil when franking is open.
    public var lock: FailureCode?
    /// The lock in a sentence.
    public var lockMessage: String?
    /// Its key; nil before it is initialised.
    public var psdKey: PSDKeyID?
    /// The key's public half.
    public var publicKey: PublicKeyBytes?
    /// Its licence; nil before it is authorised.
    public var authorisation: Authorisation?
    /// The money registers.
    public var registers: Registers = .empty
    /// Ascending + descending.
    public var controlTotal: Paise = .zero
    /// The item number of the last impression; 0 before the first.
    public var itemCount: UInt32 = 0
    /// The sequence of the last refill applied.
    public var appliedSequence: UInt64 = 0
    /// The refill that waits for its decision.
    public var outstandingRefill: RefillOperation?
    /// The last decision on a refill that was applied.
    public var lastRefill: RefillAnswer?
    /// The audit that waits for its verdict.
    public var outstandingAudit: OperationID?
    /// The withdrawal that waits for its order.
    public var outstandingWithdrawal: OperationID?
    /// What the last audit found wrong; empty when it was good.
    public var auditDifferences: [AuditDifference] = []
    /// The device's time.
    public var time: Timestamp
    /// The last time that a service signed for it; nil before the first. It cannot be earlier than that.
    public var signedTime: Timestamp?
    /// When franking locks for want of an inspection; nil before the first.
    public var inspectionDue: Timestamp?
    /// From when on the clerk is warned of it.
    public var inspectionWarningFrom: Timestamp?
    /// Whether the warning has begun.
    public var inspectionWarns: Bool = false
    /// Impressions since the last inspection.
    public var impressionsSinceInspection: UInt64 = 0
    /// Duty since the last inspection.
    public var valueSinceInspection: Paise = .zero
    /// Records that wait for a receipt.
    public var unsentCount: Int = 0
    /// When the oldest of them was made.
    public var oldestUnsentTime: Timestamp?
    /// When franking locks because it still waits.
    public var uploadLocksAt: Timestamp?
    /// Whether the key of this life was destroyed; nothing can be signed before the next life.
    public var keyDestroyed = false
    /// Declarations of spoiled prints that the back end has not acknowledged.
    public var unacknowledgedSpoils = 0
    /// The withdrawal that ended this life.
    public var completedWithdrawal: OperationID?
    /// How many acts of people the device ever took in; a new act's name holds it.
    public var actMark: UInt64 = 0
    /// The newest standing that the back end gave the device; nil where it gave none.
    public var standing: DeviceStanding?
    /// The fingerprint of the service root that the device obeys; nil where it was given none.
    public var serviceRoot: ContentHash?

    /// The status of a device in this phase of its life that has nothing yet.
    public init(phase: LifePhase, time: Timestamp) {
        self.phase = phase
        self.time = time
    }

    /// Whether an order could be franked now.
    public var isOpen: Bool { lock == nil }

    /// The state in one word: the phase, or the lock that lies on a valid device.
    public var stateName: String {
        guard let lock, lock != .psdStateRefuses, phase == .valid || lock == .psdFatal || lock == .psdTampered else {
            return phase.rawValue
        }
        return lock.rawValue
    }
}
