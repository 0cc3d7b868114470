import BaseProtocol
import DutyModel
import Exchanges
import SecurityDevice
import Signing

/// Every promise, after every command of a base.
extension AdversaryWorld {
    /// A base answered: what it did must be what the pinned service's own word, or the clerk's order, brings about.
    func judge(
        _ command: BaseCommand, _ result: Result<BaseAnswer, DutyFailure>, _ place: Int, since before: DeviceStatus,
        isStruck: Bool
    ) {
        let after = bases[place].figures
        switch result {
        case .success(let answer):
            if case .outcome(.notKnown(.stopped)) = answer { breaks("a device that works can't tell of an act") }
            judgeEffect(of: command, answer, place, since: before)
            judgeSignatures(answer, place, since: before)
            judgePapers(command, answer, place)
            if case .licence(let licence?) = answer { requireKept(licence) }
            if random.oneIn(24) { requireNoSecret(in: answer, command) }
        case .failure(let failure):
            requireAlive(failure, place)
            if after.lasting != before.lasting { breaks("\(Self.name(command)) was refused and changed the device") }
            let signed = signedForms(place)
            if !signed.isEmpty, !isStruck { breaks("\(Self.name(command)) was refused and signed something") }
        }
        judgeMarks(place, since: before, Self.name(command))
        judgeMoney(place, Self.name(command))
        judgeLicence(command, result, place, since: before)
        if events.isMultiple(of: 16) { requireBounds(place) }
    }

    /// A base came back from a restart: it is what it was, or what the command in which it went down leads to.
    func judgeReopened(_ place: Int, since before: DeviceStatus, after command: BaseCommand?) {
        let after = bases[place].figures
        _ = signedForms(place)
        judgeMarks(place, since: before, "a restart")
        guard let command else {
            judgeMoney(place, "a restart")
            if after.lasting != before.lasting { breaks("a restart changed how a device stands") }
            return
        }
        // Whatever it did is judged as if it had answered.
        guard after.lasting != before.lasting else { return }
        if case .frank = command, after.itemCount == before.itemCount + 1,
            let record = bases[place].device?.record(counter: after.itemCount)
        {
            judgeEffect(of: command, .franked(record), place, since: before)
        } else if case .applyRefill(let answered) = command {
            judgeEffect(of: command, .refillDecided(answered.answer.decision), place, since: before)
        } else if case .spoil(let counter, _) = command {
            bases[place].ledger.spoiled.insert(counter)
            judgeEffect(of: command, .done, place, since: before)
        } else if case .drawing(let counter, let number, _) = command {
            bases[place].ledger.drawings[counter, default: []].insert(number)
            judgeEffect(of: command, .done, place, since: before)
        } else {
            judgeEffect(of: command, .done, place, since: before)
        }
        judgeMoney(place, "a restart in \(Self.name(command))")
        judgeLicence(command, .success(.done), place, since: before)
    }

    /// Nothing that anybody says may stop a device for good; its journal is sound.
    private func requireAlive(_ failure: DutyFailure, _ place: Int) {
        switch failure.code {
        case .psdFatal, .journalRolledBack, .journalDamaged, .internalError, .ledgerBroken:
            breaks("somebody's word stopped a device: \(failure)")
        default: break
        }
    }

    /// What never goes back.
    private func judgeMarks(_ place: Int, since before: DeviceStatus, _ moment: @autoclosure () -> String) {
        let after = bases[place].figures
        if after.ascending < before.ascending || after.itemCount < before.itemCount
            || after.appliedSequence < before.appliedSequence
            || after.durableThrough < before.durableThrough || after.actMark < before.actMark || after.descending < 0
        {
            breaks("a register or counter of a device went back in \(moment())")
        }
        if let old = before.psdKey, let new = after.psdKey, new.serial != old.serial || new.life < old.life {
            breaks("a device went back to an earlier life in \(moment())")
        }
        if after.serviceRoot != before.serviceRoot {
            breaks("the service root of a device was exchanged in \(moment())")
        }
        if before.psdKey == after.psdKey, let old = before.standing,
            after.standing.map({ $0.number < old.number }) ?? true
        {
            breaks("the standing of a device went back in \(moment())")
        }
    }

    /// Whatever is in the registers was granted by the pinned service and not removed, and the stamps are what is gone.
    private func judgeMoney(_ place: Int, _ moment: @autoclosure () -> String) {
        let base = bases[place]
        let (ascending, descending) = (base.figures.ascending, base.figures.descending)
        let (granted, removed, stamped) = (base.ledger.granted, base.ledger.removed, base.ledger.stamped)
        if ascending + descending != granted - removed {
            breaks(
                "\(moment()) left \(ascending) and \(descending) in a device that was granted \(granted) and gave back "
                    + "\(removed)")
        }
        if stamped != ascending {
            breaks("there are stamps of \(stamped), and the ascending register says \(ascending)")
        }
    }

    /// A licence counts where the pinned service signed it for this key, and nowhere else.
    private func judgeLicence(
        _ command: BaseCommand, _ result: Result<BaseAnswer, DutyFailure>, _ place: Int, since before: DeviceStatus
    ) {
        let after = bases[place].figures
        guard case .success = result, case .configure(let configuration) = command,
            let terms = after.authorisation, terms != before.authorisation
        else {
            if after.authorisation != before.authorisation, after.psdKey == before.psdKey {
                breaks("\(Self.name(command)) changed the licence of a device")
            }
            return
        }
        let isGenuine =
            service.didSign(configuration.signature, over: terms.signedForm, obeyed: bases[place].obeyedFundsKey)
            && terms.psdPublicKey == after.publicKey
        if !isGenuine { breaks("a device took a licence that the pinned service did not sign") }
    }

    /// The licence that the base shows a back end is the one that it took, as it was signed.
    private func requireKept(_ licence: DeviceConfiguration) {
        let isGenuine = service.didSign(licence.signature, over: licence.authorisation.signedForm)
        if !isGenuine { breaks("a base keeps another licence than the pinned service signed") }
    }

    /// A device forgets what it need not know, however much it is asked.
    private func requireBounds(_ place: Int) {
        if bases[place].disk.journal?.count ?? 0 > Self.mostJournalBytes {
            breaks("the journal of a device grows with what it is asked")
        }
    }

    /// Twice what the limits of these devices come to: the records, prints and acts of a full device, and its events.
    private static let mostJournalBytes = 640 << 10
}
