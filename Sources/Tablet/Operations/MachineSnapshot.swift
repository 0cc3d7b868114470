import DutyModel
import Exchanges

/// How the machine stands at one moment, as the page and the command line show it.
public struct MachineSnapshot: Hashable, Sendable, Codable {
    /// What the security device is ready for.
    public var state: MachineState
    /// One sentence that answers “may I frank now?”.
    public var sentence: String
    /// Why franking is locked, with the code; nil while it is not.
    public var lock: ReportedProblem?
    /// The registers; nil while the base cannot be reached.
    public var registers: Registers?
    /// The item number of the last impression; nil while the base cannot be reached.
    public var itemCount: UInt32?
    /// The refill that waits for its answer, if there is one.
    public var pendingRefill: PendingRefill?
    /// When the inspection is due.
    public var inspection: Inspection
    /// What waits to be uploaded; nil while the base cannot be reached.
    public var outbox: OutboxState?
    /// Who the machine is; nil before it is authorised.
    public var identity: MachineIdentitySummary?
    /// What went wrong lately and still matters, newest first; each once.
    public var problems: [ReportedProblem]
    /// What the machine is doing now that takes a while, such as “Asking for ₹5,000.00”.
    public var activity: String?
    /// Whether the back end asked for an audit that was not made yet.
    public var auditWanted = false
    /// The device that waits until an operator licenses its key; nil where none waits.
    public var unlicensed: UnlicensedDevice?
    /// The devices that were replaced and left records here that wait, by their serials.
    public var replacedDevices: [String] = []
    /// Where the next act begins; nil while the device can't be asked or has no serial.
    public var acts: ActPlace?
    /// How the back end said last that the device stands; nil where it never had to.
    public var standing: DeviceStanding?
    /// The fingerprint of the service root that the device obeys; nil where it has none or can't be asked.
    public var serviceRoot: ContentHash?
}

/// The state of the security device as a person is told it.
public enum MachineState: String, Hashable, Sendable, Codable, CaseIterable {
    /// It has no serial yet.
    case manufactured
    /// It has a serial and a key, but no licence.
    case initialised
    /// It has a licence, and waits to be put into service.
    case authorised
    /// It may frank.
    case valid
    /// It may not frank until something is done; the snapshot's lock says what.
    case locked
    /// Its withdrawal has begun.
    case withdrawPending
    /// It is withdrawn.
    case withdrawn
    /// It is out of use for ever.
    case destroyed
    /// An invariant is broken; nothing is printed any more.
    case fatal
    /// The base cannot be reached, so nothing is known.
    case unreachable
}

/// A device that waits for its licence: what the operator is told of it.
public struct UnlicensedDevice: Hashable, Sendable, Codable {
    /// The device key.
    public var psdKey: PSDKeyID
    /// Its public key.
    public var publicKey: PublicKeyBytes
    /// The machine that holds it.
    public var machine: MachineSerial
}

/// A refill whose amount is fixed and whose answer has not come yet.
public struct PendingRefill: Hashable, Sendable, Codable {
    /// The money asked for.
    public var amount: Paise
    /// The operation's name, for the call centre.
    public var operation: OperationID
}

/// When the next inspection warns and locks.
public struct Inspection: Hashable, Sendable, Codable {
    /// From when on franking is locked; nil before the machine is authorised.
    public var dueAt: Timestamp?
    /// Whether the warning is due already.
    public var warn: Bool
}

/// Usage records that have no receipt yet.
public struct OutboxState: Hashable, Sendable, Codable {
    /// How many wait.
    public var unsent: UInt32
    /// When the oldest of them was made.
    public var oldest: Timestamp?
    /// From when on franking is locked unless they are uploaded.
    public var locksAt: Timestamp?
}

/// What is written on the machine's plate and licence.
public struct MachineIdentitySummary: Hashable, Sendable, Codable {
    /// The machine's number.
    public var machine: MachineSerial
    /// The security device's key.
    public var psdKey: PSDKeyID
    /// The licence.
    public var licence: LicenceNumber
    /// The state of the licence.
    public var state: StateCode
    /// The account that pays.
    public var customer: CustomerAccount
    /// The most one impression may show.
    public var cap: Paise
    /// The most the descending register may hold.
    public var descendingMaximum: Paise
    /// Whether money and licence are made up, so that nothing it prints pays duty.
    public var demonstration = false
}

/// Something that went wrong, as a person is told it.
public struct ReportedProblem: Hashable, Sendable, Codable {
    /// Its stable code.
    public var code: FailureCode
    /// What happened, in a sentence; nothing was lost.
    public var message: String
    /// What to do.
    public var remedy: String
    /// When it was last seen.
    public var at: Timestamp

    /// A failure seen at this moment.
    public init(_ failure: DutyFailure, at: Timestamp) {
        code = failure.code
        message = failure.message
        remedy = failure.remedy
        self.at = at
    }
}
