import BaseProtocol
import DeviceSimulation
import DutyModel
import Exchanges
import SecurityDevice
import Signing
import Tablet

/// One machine: a base with its device on a disk, and a tablet.
struct Machine {
    let serial: UInt32
    /// The machine whose disk this one was copied from; nil for one of its own.
    let copyOf: Int?
    /// Whether the device was copied or put back, so that its key no longer stands for one device.
    var isForked = false
    var disk: SimulatedDisk
    /// nil while the base is down, or where the device does not open any more.
    var device: SecurityDevice?
    /// Whether the device never opens again.
    var isDead = false
    /// Whether a sector of its disk was damaged.
    var isDamaged = false
    /// Whether the folder of its base was lost.
    var isLost = false
    /// Whether the newest audit was asked for after all was healed, and whether it was good.
    var askedForEnd = false
    var isAuditedForEnd = false
    /// The command in which the base went down.
    var inFlight: BaseCommand?
    /// Counts the starts of the base; an event of an earlier start is void.
    var start: UInt32 = 0
    var clock = MachineClock()
    /// How the device stood when it last answered: what is never allowed to be lost.
    var known = DeviceStatus(phase: .manufactured, time: Timestamp(0))
    var tablet = TabletState()
    /// The newest news of its standing that the base took; forgotten where its disk is put back.
    var standingHeard: StandingNews?
    /// An image of the whole disk that somebody kept, with what the tablet had then.
    var oldDisk: SimulatedDisk?
    /// The version of the program that draws.
    var program: UInt32 = 1
    /// The disk strike that was planned for a step, until it hits or is taken back.
    var isStruck = false
    /// What acts did, as a base with a planted bug holds it in its memory alone.
    var rememberedActs: [ActID: ActDeed] = [:]

    init(serial: UInt32, disk: SimulatedDisk, copyOf: Int? = nil) {
        self.serial = serial
        self.disk = disk
        self.copyOf = copyOf
    }
}

/// What the tablet holds.
struct TabletState {
    /// What it waits for.
    enum Waiting { case duty, base, service, pause }

    var talk: Talk?
    var waiting = Waiting.duty
    /// How the last dialogue failed.
    var lastFailure: FailureCode?
    /// Counts what the tablet went on to; a timer of an earlier turn is void.
    var turn: UInt32 = 0
    /// The exchange that is waited for; 0 for none.
    var exchange: UInt32 = 0
    var lastExchange: UInt32 = 0
    /// The act that the dialogue is held for, where a clerk asked for it.
    var talkAct: ActID?
    /// The clerk's own command that waits for its answer.
    var clerk: ClerkLine?
    /// The service endpoint asked first.
    var endpoint = 0
    /// The newest impression kept, durably.
    var newest: SignedUsageRecord?
    /// Whether the base must be shown the newest impression first.
    var owesWitness = false
    var auditWanted = false
    var cancelWanted = false
    var withdrawalWanted = false
    /// An answer that waits until the base has taken the standing that came with it.
    var heldBack: (event: DialogueEvent, news: StandingNews)?
    /// Pauses grow while nothing works.
    var failures = 0
}
