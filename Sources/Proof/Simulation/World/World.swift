import DeviceSimulation
import DutyModel
import FundsLedger
import SecurityDevice
import Signing

/// Everything of one trial: machines, sites, network, operators and clocks, on virtual time and one thread.
final class World: SeededWorld {
    let bug: PlantedBug?
    let keys: TrialKeys
    var queue = EventQueue()
    var network = Network()
    var machines: [Machine] = []
    var sites: [Site] = []
    var pairing = Pairing.paired(primary: 0, replica: 1)
    /// The clock of the back end, one for both sites.
    var serverClock = WallClock()
    var plan: FaultPlan
    var coverage = CoverageTable()
    var truth = Truth()
    var office = Office()
    var clerks = ClerkNotes()
    /// Whether all is well again and only has to be brought to its end.
    var isHealing = false
    /// Whether a script says what happens, and nothing goes wrong by chance.
    var isScripted = false
    /// The step at hand happens here; nested steps do not strike again.
    var isStriking = false

    init(seed: UInt64, bug: PlantedBug?, keys: TrialKeys, traceLimit: Int) {
        self.bug = bug
        self.keys = keys
        plan = FaultPlan(seed: seed)
        super.init(seed: seed, salt: 77, traceLimit: traceLimit)
    }

    static let customer = CustomerAccount(unchecked: "CUST-1")

    func plan(_ event: TrialEvent, in milliseconds: Int64) { queue.plan(event, at: now + milliseconds) }

    /// A number of milliseconds between two.
    func wait(_ least: Int64, _ most: Int64) -> Int64 { least + Int64(random.below(Int(most - least + 1))) }

    /// The next thing that happens; false where nothing is left to happen.
    func step() -> Bool {
        guard let entry = queue.next() else { return false }
        now = max(now, entry.time)
        events += 1
        switch entry.event {
        case .deliver(let place): if let parcel = network.take(place) { deliver(parcel) }
        case .tabletWakes(let machine, let turn): tabletWakes(machine, turn: turn)
        case .machineStarts(let machine, let start): startMachine(machine, start: start)
        case .clerkActs(let machine): clerkActs(machine)
        case .clerkWaited(let machine, let exchange): clerkWaited(machine, exchange: exchange)
        case .operatorActs: operatorActs()
        case .siteSyncs(let site, let start): siteSyncs(site, start: start)
        case .siteReplicates(let site, let start): siteReplicates(site, start: start)
        case .siteStarts(let site, let start): siteStarts(site, start: start)
        case .siteMended(let site, let start): mendSite(site, start: start)
        case .promotion: if !isHealing { failOver() }
        case .lift(let lift): end(lift)
        }
        return true
    }

    private func deliver(_ parcel: Parcel) {
        guard !network.isBlocked(from: parcel.from, to: parcel.to) else {
            return note("a parcel from \(parcel.from.number) to \(parcel.to.number) is stopped")
        }
        switch parcel.box.letter {
        case .command(let command): baseHears(command, parcel)
        case .baseAnswer(let answer): tabletHears(base: answer, parcel)
        case .question(let question): siteHears(question, parcel)
        case .reply(let reply, let news): tabletHears(service: reply, news, parcel)
        case .transactions(let transactions, let first, let epoch):
            replicaHears(Int(parcel.to.number) - 16, transactions, from: first, epoch: epoch)
        case .synced(let through, let epoch): primaryHears(Int(parcel.to.number) - 16, through: through, epoch: epoch)
        }
    }

    private func end(_ lift: Lift) {
        switch lift {
        case .oneWay(let from, let to): network.lift(from: from, to: to)
        case .frozenClock(let machine): machines[machine].clock.thaw(at: now)
        case .frozenServerClock: serverClock.thaw(at: now)
        case .nothing: break
        }
    }
}
