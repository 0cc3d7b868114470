import DutyModel

/// What an act did in the security device.
public enum ActDeed: Hashable, Sendable, Codable {
    /// It made this impression.
    case franked(counter: UInt32)
    /// It declared the print of this impression spoiled.
    case spoiled(counter: UInt32)
    /// It asked for this refill; how that was decided, or nil while it is open.
    case refill(RefillOperation, RefillDecision?)
    /// It asked that this refill be cancelled; how the refill was decided, or nil while it is open.
    case cancellation(RefillOperation, RefillDecision?)
    /// It began this withdrawal or took it up; the money that was given back, or nil before that.
    case withdrawal(OperationID, removed: Paise?)
    /// It began this audit or took it up; what the audit found wrong, or nil before the verdict.
    case audit(OperationID, [AuditDifference]?)
    /// It had the records after one counter and through another sent; whether every one of them is received.
    case upload(after: UInt32, through: UInt32, isReceived: Bool)
    /// It began the life of this key.
    case lifeBegun(PSDKeyID)

    /// Whether it has come to its end; what is open goes on by itself or can be taken up.
    public var isFinished: Bool {
        switch self {
        case .refill(_, nil), .cancellation(_, nil), .withdrawal(_, removed: nil), .audit(_, nil),
            .upload(_, _, isReceived: false):
            false
        default: true
        }
    }
}

/// What the base knows of an act. The first two are final: they never change into one another.
public enum ActOutcome: Hashable, Sendable, Codable {
    /// It was carried out; this is what it did.
    case done(ActDeed)
    /// It was not carried out and never will be: the device refuses it from now on.
    case notDone
    /// Nobody can tell, for this reason.
    case notKnown(ActDoubt)
}

/// Why it can't be told what became of an act.
public enum ActDoubt: String, Hashable, Sendable, Codable {
    /// The device has forgotten acts as old as this one.
    case tooOld
    /// The device in the base isn't the one it was made for, or its journal is older than the act.
    case anotherDevice
    /// The device has stopped and can't promise that the act won't be carried out.
    case stopped
    /// The machine is still at work on it.
    case underWay
    /// The base doesn't answer.
    case unreachable
}
