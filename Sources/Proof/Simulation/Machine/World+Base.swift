import Base
import BaseProtocol
import DeviceSimulation
import DutyModel
import Exchanges
import SecurityDevice
import Signing

extension World {
    static let deviceLimits = DeviceLimits(unsentRecordsMaximum: 200, recordsKept: 80, compactionBytes: 24_576)

    /// A command arrives at a base: the device carries it out on its disk, and answers unless the power went.
    func baseHears(_ command: BaseCommand, _ parcel: Parcel) {
        let place = Int(parcel.to.number) - 8
        guard machines[place].device != nil else { return }
        if let step = step(of: command, place) {
            atStep(step, machine: place)
            guard machines[place].device != nil else { return }
        }
        let before = machines[place].known
        var result: Result<BaseAnswer, DutyFailure>
        do throws(DutyFailure) {
            result = .success(try carryOut(command, place))
        } catch {
            result = .failure(error)
        }
        let wasStruck = machines[place].isStruck
        if wasStruck {
            machines[place].isStruck = false
            machines[place].disk.plan(nil)
        }
        if machines[place].disk.isOff || isHalt(result, place) {
            note("base \(place) goes down in \(Self.name(command))")
            return crashBase(place, power: machines[place].disk.isOff || random.oneIn(2), in: command)
        }
        note("base \(place) \(Self.name(command)): \(Self.words(result))")
        if case .success(.outcome(.notKnown(.stopped))) = result, !wasStruck, !mayHaveStopped(place) {
            breaks("a device that works can't tell what became of an act")
        }
        if case .success(let answer) = result { judge(command, answer, place, since: before) }
        if case .failure(let failure) = result, failure.code == .psdFatal || failure.code == .journalRolledBack {
            deviceStopped(place, failure)
        }
        send(.baseAnswer(result), from: .base(place), to: .tablet(place), exchange: parcel.exchange)
        // What a planted bug leaves unsynced shows only where the power goes before the next write.
        if bug?.unsyncedTags != nil, machines[place].disk.holdsUnsynced, random.oneIn(6) {
            note("the power of base \(place) goes")
            crashBase(place, power: true)
        }
    }

    /// Whether a fault of the disk ended the use of the device until it is opened again.
    private func isHalt(_ result: Result<BaseAnswer, DutyFailure>, _ place: Int) -> Bool {
        switch result {
        case .failure(let failure): failure.code == .journalWriteFailed
        case .success(.outcome(.notKnown(.stopped))):
            machines[place].device?.status(at: machines[place].clock.reading(at: now)).lock == .journalWriteFailed
        case .success: false
        }
    }

    /// The step that a command is: the same act or drawing once more is another one than the first time.
    private func step(of command: BaseCommand, _ place: Int) -> ProtocolStep? {
        guard let device = machines[place].device, let key = machines[place].known.psdKey else { return nil }
        switch command {
        case .outcome(let act):
            if device.deed(of: act) != nil { return .actFoundDone }
            return truth.denied.contains(act) || act.serial != key.serial ? nil : .actClosedUndone
        case .drawing(let counter, let number, _) where truth.drawings[key.serial]?[counter]?.contains(number) == true:
            return .drawingSentAgain
        case .frank, .spoil, .beginRefill, .beginNextLife:
            if let act = command.act, truth.acts[act] != nil { return .actRepeated }
        default: break
        }
        return Self.step(of: command)
    }

    /// What a base does with a command; the device decides.
    private func carryOut(_ command: BaseCommand, _ place: Int) throws(DutyFailure) -> BaseAnswer {
        let now = machines[place].clock.reading(at: now)
        guard var device = machines[place].device else { throw DutyFailure(.linkDown, "The base is down.") }
        // The only reference, so that the device changes in its place.
        machines[place].device = nil
        defer { machines[place].device = device }
        if let misled = try misled(command, place, &device, at: now) { return misled }
        // A drawing looks the same each time, until the program that draws is another one.
        var equipment = SimulatedEquipment(random: random, drawnBy: " by program \(machines[place].program)")
        defer { random = equipment.random }
        return try device.carryOut(command, at: now, with: &equipment)
    }

    // MARK: Going down and coming up

    /// The base's process ends, with or without the power.
    func crashBase(_ place: Int, power: Bool, in command: BaseCommand? = nil) {
        machines[place].device = nil
        machines[place].rememberedActs = [:]
        machines[place].start += 1
        machines[place].inFlight = command
        machines[place].disk = power ? machines[place].disk.afterPowerCut() : machines[place].disk.afterProcessEnd()
        if power { machines[place].clock.restart(at: now) }
        plan(.machineStarts(machine: place, start: machines[place].start), in: wait(800, 15_000))
    }

    /// The base's computer is up: the device opens from its disk and must be what it was.
    func startMachine(_ place: Int, start: UInt32) {
        guard machines[place].start == start, !machines[place].isDead else { return }
        let command = machines[place].inFlight
        machines[place].inFlight = nil
        machines[place].tablet.owesWitness = true
        if machines[place].isLost, bug == .lostDeviceIsNew { return makeAnew(place) }
        do throws(DutyFailure) {
            if machines[place].isLost {
                throw DutyFailure(.dataMissing, "The folder of a device that was there is gone.")
            }
            let device = try open(place)
            let status = device.status(at: machines[place].clock.reading(at: now))
            machines[place].device = device
            // Now and then somebody brings the program up to date while it is down.
            if random.oneIn(8) { machines[place].program += 1 }
            note("base \(place) is up")
            judgeReopened(place, status, after: command)
        } catch {
            note("base \(place) does not open: \(error.code.rawValue)")
            deviceStopped(place, error)
        }
    }

    /// A planted bug: the device whose folder is gone is made once more.
    private func makeAnew(_ place: Int) {
        let before = machines[place].known
        manufacture(place)
        guard let device = machines[place].device else { return }
        machines[place].known = before
        judgeReopened(place, device.status(at: machines[place].clock.reading(at: now)), after: nil)
    }

    private func open(_ place: Int) throws(DutyFailure) -> SecurityDevice {
        let machine = machines[place]
        let keyring = TrialKeyring(keys: keys, serial: machine.serial)
        var storage: any JournalStorage = SimulatedJournal(disk: machine.disk)
        if let tags = bug?.unsyncedTags { storage = ForgetfulJournal(inner: storage, unsynced: tags) }
        let verifier: any FormVerifier =
            bug.flatMap { bug in
                bug.believedContexts.isEmpty
                    ? nil : CredulousVerifier(inner: keys.verifier, believed: bug.believedContexts)
            } ?? keys.verifier
        return try SecurityDevice.open(
            storage: storage, anchor: SimulatedAnchor(disk: machine.disk), keyring: keyring, verifier: verifier,
            limits: Self.deviceLimits)
    }

    /// Whether the device may have stopped for good.
    private func mayHaveStopped(_ place: Int) -> Bool {
        machines[place].isForked || machines[place].isDamaged || machines[place].isLost
    }

    /// The device stopped for good. That is right for one whose disk was damaged, put back or lost, and for no other.
    func deviceStopped(_ place: Int, _ failure: DutyFailure) {
        if !mayHaveStopped(place) { breaks("an honest device stopped for good: \(failure)") }
        machines[place].device = nil
        machines[place].isDead = true
        machines[place].tablet.talk = nil
        machines[place].tablet.talkAct = nil
    }

    /// A new machine: its device gets a serial, and waits for its licence.
    func addMachine(serial: UInt32, copyOf: Int? = nil) -> Int {
        let disk = SimulatedDisk(seed: random.next())
        machines.append(Machine(serial: serial, disk: disk, copyOf: copyOf))
        let place = machines.count - 1
        manufacture(place)
        return place
    }

    /// Puts a new device into a machine.
    func manufacture(_ place: Int) {
        do throws(DutyFailure) {
            var device = try open(place)
            try device.initialise(serial: PSDSerial(machines[place].serial), life: 1)
            let status = device.status(at: machines[place].clock.reading(at: now))
            machines[place].device = device
            machines[place].known = status
        } catch {
            breaks("a new device cannot be initialised: \(error)")
        }
    }
}
