import BaseProtocol
import DeviceSimulation
import DutyModel
import SecurityDevice
import Signing
import Tablet

/// Everything of one adversary trial: two bases, one back end with its operators, and an enemy.
final class AdversaryWorld: SeededWorld {
    let enemy: Enemy
    let bug: AdversaryBug?
    let vault: KeyVault
    var bases: [HeldBase] = []
    var service: PinnedService
    var loot = Loot()
    /// Keys of the enemy's own making.
    let ownFunds: SealedKey
    let ownTransactions: SealedKey
    let ownDevice: SealedKey
    var nextSerial: UInt32 = 1
    var challans = 0
    var outcome = AdversaryTrial.Outcome()

    init(seed: UInt64, enemy: Enemy, bug: AdversaryBug?, keys: TrialKeys, traceLimit: Int) throws(DutyFailure) {
        self.enemy = enemy
        self.bug = bug
        vault = KeyVault(seed: seed, keys: keys)
        service = try PinnedService(vault: vault, bug: bug)
        (ownFunds, ownTransactions, ownDevice) = (vault.makeKey(), vault.makeKey(), vault.makeKey())
        super.init(seed: seed, salt: 1_303, traceLimit: traceLimit)
        for place in 0..<2 { addBase(at: place) }
        deposit()
    }

    var time: Timestamp { Self.start.advanced(bySeconds: now / 1_000) }

    /// The next thing that happens.
    func step() {
        events += 1
        pass(milliseconds: Int64(random.below(20_000)))
        let place = random.below(bases.count)
        switch random.below(200) {
        case 0..<9: operatorActs(place)
        case 9..<11: pass(milliseconds: Int64(random.below(4 * 86_400_000)))
        case 11..<14: restart(place)
        case 14: if random.oneIn(3) { twinSpeaks(place) } else { backEndChanges() }
        default:
            switch enemy {
            case .tablet: enemyHoldsTablet(place)
            case .network: honestTabletWorks(place, meddled: true)
            case .certificate: random.oneIn(3) ? thiefAsks(place) : honestTabletWorks(place, meddled: false)
            }
        }
        if events.isMultiple(of: 64) { checkBooks() }
    }

    private func pass(milliseconds: Int64) { now += milliseconds }

    /// The back end is restored into a higher term, or its funds key is followed by another; machines hear of the new
    /// certificates when they next begin something.
    private func backEndChanges() {
        switch random.below(6) {
        case 0: service.beginTerm()
        case 1:
            do throws(DutyFailure) {
                try service.succeedFundsKey(by: vault.makeKey(), at: time)
            } catch {
                breaks("the funds key could not be followed: \(error)")
            }
            outcome.successions += 1
        default: return
        }
        for place in bases.indices { bases[place].lacksServiceKeys = true }
    }

    /// Puts a new device into the machine at this place; an operator reads its key there and permits it.
    func addBase(at place: Int) {
        let cabinet = KeyCabinet(vault: vault)
        let serial = PSDSerial(nextSerial)
        nextSerial += 1
        let disk = SimulatedDisk(seed: random.next())
        do throws(DutyFailure) {
            var device = try open(disk, cabinet)
            // At its making, from the base's own folder: a tablet never gives one.
            if bug != .noRoot { try device.pinRoot(service.root.root) }
            try device.initialise(serial: serial, life: 1)
            _ = cabinet.sealedKey(life: 1)?.book.takeNewest()
            let figures = device.status(at: MachineClock().reading(at: now))
            let base = HeldBase(serial: serial, cabinet: cabinet, disk: disk, device: device, figures: figures)
            if place < bases.count { bases[place] = base } else { bases.append(base) }
            permit(place)
        } catch {
            breaks("a new device cannot be initialised: \(error)")
        }
    }

    /// An operator permits the key that the base at this place has now, as he read it there.
    func permit(_ place: Int) {
        guard let key = bases[place].figures.psdKey, let publicKey = bases[place].figures.publicKey else { return }
        service.permits[key] = PinnedService.Permit(publicKey: publicKey, machine: place)
        loot.keys.keep(key, &random)
    }
}
