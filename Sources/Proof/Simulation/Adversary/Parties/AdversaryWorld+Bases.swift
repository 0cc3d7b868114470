import Base
import BaseProtocol
import DeviceSimulation
import DutyModel
import Exchanges
import SecurityDevice
import Signing

extension AdversaryWorld {
    /// Small enough that every limit is reached.
    static let deviceLimits = DeviceLimits(
        unsentRecordsMaximum: 40, recordsKept: 24, compactionBytes: 24_576, unacknowledgedSpoilsMaximum: 12,
        unsettledPrintsMaximum: 30)

    /// Opens the device on a disk, as its base does.
    func open(_ disk: SimulatedDisk, _ cabinet: KeyCabinet) throws(DutyFailure) -> SecurityDevice {
        var storage: any JournalStorage = SimulatedJournal(disk: disk)
        var anchor: any MonotonicAnchor = SimulatedAnchor(disk: disk)
        if let tags = bug?.unsyncedTags {
            storage = ForgetfulJournal(inner: storage, unsynced: tags)
            // Or the anchor would tell of what is lost.
            anchor = BlindAnchor()
        }
        let believed = bug?.believedContexts ?? []
        var verifier = vault.verifier
        if !believed.isEmpty { verifier = CredulousVerifier(inner: verifier, believed: believed) }
        if bug == .followedKeyCounts { verifier = FollowedKeyVerifier(inner: verifier, line: service.fundsKeys) }
        return try SecurityDevice.open(
            storage: storage, anchor: anchor, keyring: cabinet, verifier: verifier,
            limits: Self.deviceLimits)
    }

    /// A command arrives at a base, which carries it out; every promise is checked before anybody hears of it.
    @discardableResult
    func give(_ command: BaseCommand, to place: Int) -> Result<BaseAnswer, DutyFailure> {
        let isStruck = random.oneIn(400)
        if isStruck { bases[place].disk.plan(strike()) }
        let before = bases[place].figures
        let result: Result<BaseAnswer, DutyFailure>
        do throws(DutyFailure) {
            result = .success(try carryOut(command, place))
        } catch {
            result = .failure(error)
        }
        if isStruck { bases[place].disk.plan(nil) }
        note("base \(place) \(Self.name(command)): \(Self.words(result))")
        outcome.coverage.note(command, before, result)
        if isStruck, bases[place].disk.isOff || result.isHalt {
            reopen(place, power: true, after: command)
            return .failure(DutyFailure(.linkBroken, "The base went down."))
        }
        refreshFigures(place)
        judge(command, result, place, since: before, isStruck: isStruck)
        noteObeyed(place)
        if case .success(let answer) = result { loot.keep(answer, &random) }
        // What a planted bug leaves unsynced shows only where the power goes before the next write.
        if bug?.unsyncedTags != nil, bases[place].disk.holdsUnsynced, random.oneIn(6) {
            reopen(place, power: true, after: nil)
        }
        return result
    }

    private func strike() -> DiskStrike {
        switch random.below(5) {
        case 0: .powerBefore
        case 1: .torn
        case 2: .powerAfter
        case 3: .syncError
        default: .full
        }
    }

    private func carryOut(_ command: BaseCommand, _ place: Int) throws(DutyFailure) -> BaseAnswer {
        let reading = bases[place].clock.reading(at: now)
        guard var device = bases[place].device else { throw DutyFailure(.linkDown, "The base is down.") }
        // The only reference, so that the device changes in its place.
        bases[place].device = nil
        defer { bases[place].device = device }
        if let misled = try misled(command, place, &device, at: reading) { return misled }
        var equipment = SimulatedEquipment(random: random, licences: bases[place].licences)
        defer { (random, bases[place].licences) = (equipment.random, equipment.licences) }
        return try device.carryOut(command, at: reading, with: &equipment)
    }

    private func noteObeyed(_ place: Int) {
        guard let certificates = bases[place].device?.serviceKeyCertificates else { return }
        bases[place].obeyedFundsKey = certificates.first { $0.purpose == .funds }?.key
    }

    func refreshFigures(_ place: Int) {
        guard let device = bases[place].device else { return }
        bases[place].figures = device.status(at: bases[place].clock.reading(at: now))
    }

    /// The base's process ends and starts again, with or without the power; the device must be what it was.
    func restart(_ place: Int) { reopen(place, power: random.oneIn(2), after: nil) }

    /// Opens the device from its disk as the end of a process or the power left it. `command` is the one in which the base
    /// went down: it was carried out, or it was not.
    private func reopen(_ place: Int, power: Bool, after command: BaseCommand?) {
        let before = bases[place].figures
        let hash = command == nil ? bases[place].device?.stateHash : nil
        bases[place].device = nil
        let disk = power ? bases[place].disk.afterPowerCut() : bases[place].disk.afterProcessEnd()
        bases[place].disk = disk
        if power { bases[place].clock.restart(at: now) }
        if command != nil { bases[place].ledger.forgetNonces() }
        bases[place].resetTalk()
        outcome.restarts += 1
        do throws(DutyFailure) {
            let device = try open(disk, bases[place].cabinet)
            bases[place].device = device
            refreshFigures(place)
            judgeReopened(place, since: before, after: command)
            noteObeyed(place)
            if let hash, device.stateHash != hash { breaks("a restart changed what the device knows") }
        } catch {
            breaks("a base does not open any more: \(error)")
        }
    }

    /// A copy of the device's disk speaks to the back end, once: the back end then suspects the device.
    func twinSpeaks(_ place: Int) {
        guard bases[place].figures.phase == .valid, bases[place].device != nil else { return }
        let reading = bases[place].clock.reading(at: now)
        do throws(DutyFailure) {
            var twin = try open(bases[place].disk.afterProcessEnd(), bases[place].cabinet)
            try twin.beginAudit(id: random.value(), at: reading)
            let request = try twin.auditRequest(nonce: random.value(), at: reading)
            bases[place].isForked = true
            _ = service.answer(.audit(request), from: place, at: time)
            note("a copy of device \(place) speaks")
        } catch {
            breaks("a copy of a disk does not open: \(error)")
        }
        _ = bases[place].figures.psdKey.flatMap { bases[place].cabinet.sealedKey(life: $0.life) }?.book.takeNewest()
    }
}

extension Result where Success == BaseAnswer, Failure == DutyFailure {
    /// Whether a fault of the disk ended the use of the device until it is opened again.
    var isHalt: Bool {
        switch self {
        case .failure(let failure): failure.code == .journalWriteFailed
        case .success(.outcome(.notKnown(.stopped))): true
        case .success: false
        }
    }
}
