import BaseProtocol
import DeviceSimulation
import DutyModel
import Exchanges
import SecurityDevice
import Tablet

/// What a clerk asks a machine for.
enum ClerkWish {
    case frank(FrankingOrder)
    case spoil(UInt32)
    /// A refill, through to its decision.
    case refill(Paise, tries: Int = 3)
    /// A refill that is only written down, to be given up before the service hears of it.
    case unsentRefill(Paise)
    case takeUpRefill, cancelRefill, audit, upload, withdraw, nextLife

    /// The one command to the base that this is; nil where it takes a dialogue.
    func command(_ act: ActID) -> BaseCommand? {
        switch self {
        case .frank(let order): .frank(order, act: act)
        case .spoil(let counter): .spoil(counter: counter, act: act)
        case .unsentRefill(let amount): .beginRefill(amount: amount, act: act)
        case .nextLife: .beginNextLife(act: act)
        case .refill, .takeUpRefill, .cancelRefill, .audit, .upload, .withdraw: nil
        }
    }

    /// The dialogue in which the tablet brings it about; nil where one command does.
    func talk(_ act: ActID, recordsPerBatch: Int) -> Talk? {
        switch self {
        case .refill(let amount, let tries): Talk(RefillDialogue(.begin(amount), tries: tries, act: act))
        case .takeUpRefill: Talk(RefillDialogue(.takeUp, tries: 3, act: act))
        case .cancelRefill: Talk(RefillDialogue(.cancel, tries: 2, act: act))
        case .audit: Talk(AuditDialogue(recordsPerBatch: recordsPerBatch, act: act))
        case .upload: Talk(UploadDialogue(recordsPerBatch: recordsPerBatch, act: act))
        case .withdraw: Talk(WithdrawalDialogue(recordsPerBatch: recordsPerBatch, act: act))
        case .frank, .spoil, .unsentRefill, .nextLife: nil
        }
    }

    /// What a clerk is told when the dialogue ends like this, as page and command line say it.
    func told(after end: Talk.End) -> KnownOutcome {
        let isCancellation = if case .cancelRefill = self { true } else { false }
        return switch end {
        case .success(nil): .done
        case .success(.granted): isCancellation ? .notDone : .done
        case .success(.cancelled): isCancellation ? .done : .notDone
        case .success(.refused): .notDone
        case .failure(let failure): failure.outcome
        }
    }
}

/// What clerks asked machines for, and what they were told of it.
struct ClerkNotes {
    /// One act.
    struct Entry {
        let id: ActID
        let wish: ClerkWish
        let machine: Int
        /// What the clerk was told last; nil before the first answer.
        var told: KnownOutcome?
        /// Whether the base itself said so when it was asked by the act's name.
        var isByAsking = false
        /// Whether nobody will ever be able to tell, as of a device that is gone.
        var isBeyondTelling = false

        /// Whether the clerk still has to learn what became of it.
        var isOpen: Bool { !isBeyondTelling && (told == nil || told == .notKnown) }
    }

    private(set) var entries: [Entry] = []
    private var places: [ActID: Int] = [:]
    /// The entries of each machine that were open when they were last looked at.
    private var waiting: [[Int]] = [[], []]

    mutating func note(_ id: ActID, _ wish: ClerkWish, _ machine: Int) {
        places[id] = entries.count
        waiting[machine].append(entries.count)
        entries.append(Entry(id: id, wish: wish, machine: machine))
    }

    subscript(id: ActID) -> Entry? { places[id].map { entries[$0] } }

    mutating func change(_ id: ActID, _ edit: (inout Entry) -> Void) {
        guard let place = places[id] else { return }
        edit(&entries[place])
        if !entries[place].isOpen { waiting[entries[place].machine].removeAll { $0 == place } }
    }

    /// The acts of a machine of which the clerk doesn't know yet what became, oldest first.
    func open(at machine: Int) -> [ActID] { waiting[machine].map { entries[$0].id } }

    /// An act of the machine, among the newest, of which it is certain what became: asked for again it changes nothing.
    func settled(at machine: Int, _ random: inout SeededRandom) -> Entry? {
        let newest = entries.suffix(40).filter { entry in
            entry.machine == machine && (entry.told == .done || entry.told == .notDone && entry.isByAsking)
        }
        return newest.isEmpty ? nil : newest[newest.count - 1 - random.below(min(8, newest.count))]
    }
}
