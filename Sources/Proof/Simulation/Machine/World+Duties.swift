import BaseProtocol
import DutyModel
import SecurityDevice
import Tablet

extension World {
    /// The tablet does by itself what is due, one dialogue at a time.
    func beginDuty(_ place: Int) {
        guard !machines[place].isDead else { return }
        machines[place].tablet.turn += 1
        if machines[place].device == nil { return waitFor(place, .duty, wait(2_000, 4_000)) }
        showWitness(place)
        let talk = nextTalk(place)
        if isHealing { askAfterOpenAct(place) }
        guard let talk else {
            machines[place].tablet.failures = 0
            return waitFor(place, .duty, isHealing ? wait(5_000, 9_000) : wait(4_000, 60_000))
        }
        begin(talk, place)
    }

    /// After a start the base is shown the newest impression that the tablet keeps.
    private func showWitness(_ place: Int) {
        guard machines[place].tablet.owesWitness else { return }
        machines[place].tablet.owesWitness = false
        let tablet = machines[place].tablet
        guard let newest = tablet.newest, newest.record.stamp.record.psdKey == machines[place].known.psdKey else {
            return
        }
        send(.command(.witness(newest)), from: .tablet(place), to: .base(place))
    }

    private func nextTalk(_ place: Int) -> Talk? {
        let (known, tablet) = (machines[place].known, machines[place].tablet)
        switch known.phase {
        case .manufactured, .destroyed: return nil
        case .initialised: return Talk(ConfigurationDialogue())
        case .withdrawn:
            if known.keyDestroyed {
                if machines[place].tablet.clerk == nil, !isHealing || random.oneIn(2) { ask(for: .nextLife, place) }
                return nil
            }
            return Talk(WithdrawalDialogue(recordsPerBatch: 6))
        case .withdrawPending: return Talk(WithdrawalDialogue(recordsPerBatch: 6))
        case .authorised, .valid: break
        }
        if known.outstandingRefill != nil {
            if tablet.cancelWanted || (random.oneIn(12) && !isHealing) { return clerkTalk(.cancelRefill, place) }
            if !isHealing, isClerksWish(oneIn: 6) { return clerkTalk(.takeUpRefill, place) }
            return Talk(RefillDialogue(.takeUp, tries: 3))
        }
        machines[place].tablet.cancelWanted = false
        let waiting = known.itemCount - min(known.itemCount, known.durableThrough)
        if waiting > 0, isHealing || waiting > 2 || random.oneIn(3) {
            if isClerksWish(oneIn: 4) { return clerkTalk(.upload, place) }
            return Talk(UploadDialogue(recordsPerBatch: 2 + random.below(7)))
        }
        if known.unacknowledgedSpoils > 0 { return Talk(SpoilDialogue()) }
        if tablet.withdrawalWanted {
            machines[place].tablet.withdrawalWanted = false
            return clerkTalk(.withdraw, place)
        }
        guard wantsAudit(place) else { return nil }
        return isClerksWish(oneIn: 3) ? clerkTalk(.audit, place) : Talk(AuditDialogue(recordsPerBatch: 6))
    }

    /// Whether it is a clerk who asks for what the machine would do by itself.
    private func isClerksWish(oneIn times: Int) -> Bool { !isScripted && random.oneIn(times) }

    private func wantsAudit(_ place: Int) -> Bool {
        let (known, tablet) = (machines[place].known, machines[place].tablet)
        if tablet.auditWanted || known.outstandingAudit != nil || known.phase == .authorised
            || !known.auditDifferences.isEmpty
        {
            return true
        }
        // A lock is lifted by the answer to an audit.
        if known.isLocked, isHealing || random.oneIn(4) { return true }
        if isHealing { return !machines[place].isAuditedForEnd }
        let time = machines[place].clock.reading(at: now).wall
        if let due = known.inspectionDue, time.advanced(byDays: 7) > due { return true }
        return random.oneIn(12)
    }
}
