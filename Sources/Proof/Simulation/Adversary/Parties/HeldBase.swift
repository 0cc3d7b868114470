import BaseProtocol
import DeviceSimulation
import DutyModel
import Exchanges
import SecurityDevice
import Signing
import Tablet

/// A base in the hands of an adversary, or of an honest tablet, with what the trial knows of its device.
final class HeldBase {
    let serial: PSDSerial
    let cabinet: KeyCabinet
    var disk: SimulatedDisk
    /// Nil between two starts, and where it has no part in the trial any more.
    var device: SecurityDevice?
    var clock = MachineClock()
    /// How the device stood after the last event.
    var figures: DeviceStatus
    /// The funds key of the newest certificate that the device had taken before the command at hand; nil before the first.
    var obeyedFundsKey: PublicKeyBytes?
    var ledger = DeviceLedger()
    /// The licences that the base keeps beside its keys.
    var licences: [PSDKeyID: DeviceConfiguration] = [:]
    /// Whether a copy of the device's disk has spoken to the back end.
    var isForked = false

    // What an adversary means to do with it next.

    /// Answers that are to be handed to the base, the next one first.
    var mail: [BaseCommand] = []
    /// Questions that are to be sent to the back end, the next one last.
    var letters: [ServiceQuestion] = []
    /// The newest question of each kind: an answer is forged to fit it.
    var asked = AskedQuestions()

    // What an honest tablet does with it.

    var talk: Talk?
    var question: ServiceQuestion?
    var event: DialogueEvent?

    /// Whether the back end certified its keys anew since an honest tablet brought the certificates.
    var lacksServiceKeys = false

    init(serial: PSDSerial, cabinet: KeyCabinet, disk: SimulatedDisk, device: SecurityDevice, figures: DeviceStatus) {
        self.serial = serial
        self.cabinet = cabinet
        self.disk = disk
        self.device = device
        self.figures = figures
    }

    /// The tablet's dialogue is over, or what it was about to do is forgotten.
    func resetTalk() { (talk, question, event) = (nil, nil, nil) }
}

/// The newest signed questions of a base.
struct AskedQuestions {
    var refill: (operation: RefillOperation, nonce: Nonce)?
    var audit: AuditRequest?
    var withdrawal: WithdrawalRequest?
    var configuration: ConfigurationRequest?
}

/// The true story of a device: what the trial saw happen, whatever anybody says.
struct DeviceLedger {
    /// Money of grants that the pinned service signed and the device applied; money that its orders removed.
    var granted: Int64 = 0
    var removed: Int64 = 0
    /// The grants that counted, by life and sequence.
    var counted: Set<GrantName> = []
    /// The value of all stamps that exist.
    var stamped: Int64 = 0
    /// The beginning of the signature of every stamp that exists, by its counter.
    var stamps: [UInt32: UInt64] = [:]
    var chainHead = ContentHash.zero
    /// The highest counter of a statement.
    var statementCounter: UInt64 = 0
    /// The nonces of the newest question of each kind; nil where none is known.
    var refillNonce: Nonce?
    var auditNonce: Nonce?
    var withdrawalNonce: Nonce?
    /// The drawings that left the base.
    var drawings: [UInt32: Set<DrawingNumber>] = [:]
    /// Impressions declared spoiled.
    var spoiled: Set<UInt32> = []
    /// The operations and withdrawals that the device asked for.
    var asked: Set<OperationID> = []
    /// The records that the device made, by their hash.
    var records: Set<ContentHash> = []
}

extension DeviceLedger {
    /// A base that went down in a question may have asked it, and nobody knows the nonce.
    mutating func forgetNonces() { (refillNonce, auditNonce, withdrawalNonce) = (nil, nil, nil) }
}

/// What a grant is for.
struct GrantName: Hashable {
    let key: PSDKeyID
    let sequence: UInt64
}
