import BaseProtocol
import DutyModel
import Exchanges
import SecurityDevice
import Tablet

/// What clerks are told is true: what is done stays done and is in the books once, what is not done never happens, and
/// what isn't known becomes known once the base can be asked.
extension World {
    /// A clerk is told what became of an act.
    func tell(_ act: ActID, _ outcome: KnownOutcome, _ place: Int) {
        guard let told = clerks[act]?.told, told != .notKnown else {
            clerks.change(act) { $0.told = outcome }
            return requireTold(act, place)
        }
        // That an answer to the same question was lost says nothing new.
        guard outcome != .notKnown, outcome != told, !truth.forked.contains(act.serial) else { return }
        breaks("a clerk was told that an act is \(told.rawValue), and then that it is \(outcome.rawValue)")
    }

    /// What the clerk was told of this act is what the device did.
    private func requireTold(_ act: ActID, _ place: Int) {
        guard let entry = clerks[act], let told = entry.told, told != .notKnown, !truth.forked.contains(act.serial)
        else { return }
        let deed = machines[place].device?.deed(of: act) ?? truth.acts[act]
        let found = deed.map { ActReport(act, .done($0)).outcome } ?? .notDone
        if found != told {
            breaks("a clerk was told that an act is \(told.rawValue); it is \(found.rawValue): \(entry.wish)")
        }
    }

    /// A command that carries an act was carried out: once for all, however often it comes.
    func judgeAct(_ command: BaseCommand, _ answer: BaseAnswer, _ place: Int) {
        guard let act = command.act, let device = machines[place].device, !truth.forked.contains(act.serial) else {
            return
        }
        // A base with a planted bug doesn't name the act to its device.
        if case .franked(let record) = answer { return noteDeed(.franked(counter: record.counter), of: act, place) }
        guard let deed = device.deed(of: act) else { return breaks("a device doesn't know an act that it carried out") }
        noteDeed(deed, of: act, place)
    }

    /// The base went down in a command and is up again: whether its act was done shows now.
    func judgeActReopened(_ command: BaseCommand?, _ place: Int, madeImpression: Bool) {
        refreshDeeds(place)
        guard let act = command?.act, let device = machines[place].device, !truth.forked.contains(act.serial) else {
            return
        }
        let known = machines[place].known
        if madeImpression, let record = device.record(counter: known.itemCount), let key = known.psdKey {
            truth.impressions[key, default: [:]][record.counter] = record.signature.mark
            noteDeed(.franked(counter: record.counter), of: act, place)
        } else if let deed = device.deed(of: act) {
            noteDeed(deed, of: act, place)
        }
    }

    private func noteDeed(_ deed: ActDeed, of act: ActID, _ place: Int) {
        if let before = truth.acts[act] {
            if !before.isSame(as: deed) { breaks("an act asked for once more did \(deed) after \(before)") }
            return
        }
        truth.acts[act] = deed
        truth.actNumbers[act] = machines[place].known.actMark
        if !deed.isFinished { truth.openDeeds.append(act) }
        if truth.denied.contains(act) { breaks("an act was done after the base had said that it never will be") }
        if clerks[act]?.told == .notDone { breaks("an act was done after a clerk was told that it is not: \(deed)") }
        guard case .franked(let counter) = deed, let key = machines[place].known.psdKey else { return }
        if truth.makers[key, default: [:]].updateValue(act, forKey: counter) != nil {
            breaks("two acts made impression \(counter) of \(key)")
        }
    }

    /// What was decided since becomes part of what the acts did that asked for it.
    func refreshDeeds(_ place: Int) {
        guard let device = machines[place].device, !truth.openDeeds.isEmpty else { return }
        for act in truth.openDeeds { if let deed = device.deed(of: act) { truth.acts[act] = deed } }
        truth.openDeeds = truth.openDeeds.filter { truth.acts[$0]?.isFinished == false }
    }

    /// The base says what became of an act.
    func judgeOutcome(_ outcome: ActOutcome, of act: ActID, _ place: Int) {
        guard !machines[place].isForked, !truth.forked.contains(act.serial) else { return }
        switch outcome {
        case .done(let deed):
            if truth.acts[act]?.isSame(as: deed) != true { breaks("the base says of what wasn't done: \(deed)") }
        case .notDone:
            // An audit that was overtaken by the end of a life gets no verdict any more.
            if case .audit(_, nil)? = truth.acts[act] { truth.acts[act] = nil }
            if let deed = truth.acts[act] { breaks("the base says “not done” of \(deed)") }
            truth.denied.insert(act)
        case .notKnown(.tooOld):
            if act.mark >= forgottenThrough(place) { breaks("a device forgot an act that it should remember") }
        case .notKnown(.anotherDevice):
            if act.serial == machines[place].known.psdKey?.serial { breaks("a device takes its own act for another's") }
        case .notKnown: break
        }
    }

    /// The highest number of an act whose impression the device holds no longer.
    private func forgottenThrough(_ place: Int) -> UInt64 {
        guard let device = machines[place].device else { return 0 }
        var highest: UInt64 = 0
        for entry in clerks.entries where entry.machine == place {
            guard let number = truth.actNumbers[entry.id], number > highest else { continue }
            switch truth.acts[entry.id] {
            case .franked(let counter), .spoiled(let counter):
                if device.record(counter: counter) == nil { highest = number }
            default: break
            }
        }
        return highest
    }

    /// At the end the clerk of a machine knows of each act what became of it, as far as its device remembers it.
    func checkActs(of place: Int) {
        guard var device = machines[place].device, let key = machines[place].known.psdKey else { return }
        for entry in clerks.entries where entry.machine == place && entry.id.serial == key.serial {
            let outcome = device.outcome(of: entry.id)
            judgeOutcome(outcome, of: entry.id, place)
            if case .notKnown = outcome { continue }
            let found = ActReport(entry.id, outcome).outcome
            if found != entry.told {
                breaks(
                    "a clerk was told at last that an act is \(entry.told?.rawValue ?? "on its way"); it is "
                        + "\(found.rawValue): \(entry.wish)")
            }
        }
        machines[place].device = device
        // Every impression is some act's, and the books hold each of them once.
        let made = truth.impressions[key] ?? [:]
        if Set(made.keys) != Set((truth.makers[key] ?? [:]).keys) { breaks("an impression of \(key) is nobody's act") }
    }
}

extension ActDeed {
    /// Whether both are the same thing done, whether or not it had come to its end.
    fileprivate func isSame(as other: ActDeed) -> Bool {
        switch (self, other) {
        case (.refill(let one, _), .refill(let two, _)), (.cancellation(let one, _), .cancellation(let two, _)):
            one == two
        case (.withdrawal(let one, _), .withdrawal(let two, _)), (.audit(let one, _), .audit(let two, _)): one == two
        case (.upload(let one, let through, _), .upload(let two, let last, _)): one == two && through == last
        default: self == other
        }
    }
}
