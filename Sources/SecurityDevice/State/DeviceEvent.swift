import DutyModel
import Exchanges

/// What happened to a device; a journal is a list of these.
///
/// An event holds what was decided, never what has to be decided again: replaying a journal needs no clock, no
/// key and no randomness.
enum DeviceEvent: Hashable, Sendable {
    case initialised(PSDKeyID, PublicKeyBytes)
    case authorised(Authorisation, ClockReading)
    case franked(SignedUsageRecord, ClockReading)
    case refillBegun(RefillOperation, ClockReading)
    case refillAsked(AskedQuestion, ClockReading)
    case refillDecided(RefillAnswer, epoch: UInt64, time: Timestamp, ClockReading)
    case auditBegun(OperationID, ClockReading)
    case auditAsked(AskedQuestion, ClockReading)
    case audited([AuditDifference], inspectionDue: Timestamp, epoch: UInt64, time: Timestamp, ClockReading)
    case receipted(durableThrough: UInt32)
    case withdrawalBegun(OperationID, ClockReading)
    case withdrawalAsked(AskedQuestion, ClockReading)
    case withdrawn(removed: Paise, epoch: UInt64, time: Timestamp, ClockReading)
    case destroyed
    case tampered
    case stopped(reason: String)
    case cancellationAsked(AskedQuestion, ClockReading)
    /// A drawing as versions before snapshot version 3 wrote it down: begun and delivered in one.
    case drawn(UInt32)
    case spoiled(SpoilDeclaration, ClockReading)
    case spoilAcknowledged(UInt32)
    case confirmationMade(statementCounter: UInt64, ClockReading)
    case keyDestroyed
    case configurationAsked(statementCounter: UInt64)
    /// An event that a person's act brought about: both are in one frame, so there is never one without the other.
    indirect case acted(ActID, DeviceEvent)
    /// An act was asked about that never came; from now on it is refused.
    case actClosed(ActID)
    /// An act asked for what had happened before; nothing else changed.
    case actNoted(ActID, ActDeed)
    case drawingBegun(UInt32, DrawingNumber, BegunDrawing)
    case drawingChanged(UInt32, DrawingNumber, BegunDrawing)
    case drawingDelivered(UInt32, DrawingNumber)
    /// The back end says how the device stands.
    case standingTaken(DeviceStanding)
    /// An answer to the device's own question named a standing that lifts its lock; both count from one write on.
    indirect case unlocked(DeviceStanding, by: DeviceEvent)
    /// The back end signed that it holds an impression which this journal doesn't know.
    case shownBehind(counter: UInt32)
    /// The base's folder gave the device its service root.
    case rootPinned(ServiceRoot)
    /// The root was followed by another one, which it signed.
    case rootSucceeded(ServiceRoot)
    /// The root vouches for a service's key.
    case serviceKeyTaken(ServiceKeyCertificate)

    /// The command that brings this event about; a device that stops does so by itself.
    var command: DeviceCommand? {
        switch self {
        case .initialised: .initialise
        case .authorised: .authorise
        case .franked: .frank
        case .refillBegun: .beginRefill
        case .refillAsked: .requestRefill
        case .refillDecided: .applyRefill
        case .auditBegun: .beginAudit
        case .auditAsked: .requestAudit
        case .audited: .applyVerdict
        case .receipted: .applyReceipt
        case .withdrawalBegun: .beginWithdrawal
        case .withdrawalAsked: .requestWithdrawal
        case .withdrawn: .completeWithdrawal
        case .destroyed: .destroy
        case .tampered: .tamper
        case .stopped: nil
        case .cancellationAsked: .requestCancellation
        case .drawn, .drawingBegun, .drawingChanged, .drawingDelivered: .draw
        case .spoiled: .spoil
        case .spoilAcknowledged: .acknowledgeSpoil
        case .confirmationMade: .confirmWithdrawal
        case .keyDestroyed: .destroyKey
        case .configurationAsked: .requestConfiguration
        case .acted(_, let event): event.command
        case .actClosed, .actNoted: nil
        case .standingTaken: .takeStanding
        case .unlocked(_, let event): event.command
        case .shownBehind: .applyReceipt
        case .rootPinned: .pinRoot
        case .rootSucceeded, .serviceKeyTaken: .takeServiceKeys
        }
    }

    /// What the clocks said, where it matters.
    var reading: ClockReading? {
        switch self {
        case .authorised(_, let reading), .franked(_, let reading), .refillBegun(_, let reading),
            .refillAsked(_, let reading), .refillDecided(_, _, _, let reading), .auditBegun(_, let reading),
            .auditAsked(_, let reading), .audited(_, _, _, _, let reading), .withdrawalBegun(_, let reading),
            .withdrawalAsked(_, let reading), .withdrawn(_, _, _, let reading),
            .cancellationAsked(_, let reading), .spoiled(_, let reading), .confirmationMade(_, let reading):
            reading
        case .acted(_, let event), .unlocked(_, let event): event.reading
        case .initialised, .receipted, .destroyed, .tampered, .stopped, .drawn, .spoilAcknowledged, .keyDestroyed,
            .configurationAsked, .drawingBegun, .drawingChanged, .drawingDelivered, .actClosed, .actNoted,
            .standingTaken, .shownBehind, .rootPinned, .rootSucceeded, .serviceKeyTaken:
            nil
        }
    }

    /// This event as what an act brought about, where a person's act did.
    func by(_ act: ActID?) -> DeviceEvent { act.map { .acted($0, self) } ?? self }
}
