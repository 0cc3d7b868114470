import BaseProtocol
import DutyModel
import Exchanges
import SecurityDevice
import Tablet

/// What an adversary does who holds the tablet: what leads on, so that deep states are reached, and whatever else there is.
extension AdversaryWorld {
    func enemyHoldsTablet(_ place: Int) {
        // A long trial is long enough: what it asks for over and over must leave nothing behind.
        if events > AdversaryTrial.eventsEach, !random.oneIn(3) { return insist(place) }
        switch random.below(20) {
        case 0..<11: leadOn(place)
        case 11..<17: give(wildCommand(place), to: place)
        default: askWildly(place)
        }
    }

    /// The same again by another name, which changes nothing.
    private func insist(_ place: Int) {
        let act = newAct(place)
        switch random.below(4) {
        case 0: give(.noteUpload(act: act), to: place)
        case 1: give(.auditRequest(act: act), to: place)
        case 2: give(.refillRequest(act: act), to: place)
        default: give(.spoil(counter: bases[place].figures.itemCount, act: act), to: place)
        }
    }

    /// The next step of what a tablet would do, with answers late, out of order or not at all now and then.
    private func leadOn(_ place: Int) {
        if !bases[place].mail.isEmpty, !random.oneIn(6) {
            let last = random.oneIn(5) ? random.below(bases[place].mail.count) : 0
            give(bases[place].mail.remove(at: last), to: place)
            return
        }
        if let letter = bases[place].letters.last, !random.oneIn(5) {
            bases[place].letters.removeLast()
            return ask(letter, from: place)
        }
        guard let command = nextCommand(place) else { return forge(place) }
        let result = give(command, to: place)
        guard case .success(let answer) = result else { return }
        remember(answer, place)
    }

    /// Takes note of what a base answered, for what is to come next.
    func remember(_ answer: BaseAnswer, _ place: Int) {
        switch answer {
        case .refillRequest(let request): bases[place].asked.refill = (request.operation, request.nonce)
        case .auditRequest(let request): bases[place].asked.audit = request
        case .withdrawalRequest(let request): bases[place].asked.withdrawal = request
        case .configurationRequest(let request): bases[place].asked.configuration = request
        case .records(let records):
            if let key = records.first?.record.stamp.record.psdKey, key == bases[place].figures.psdKey,
                records.allSatisfy({ $0.record.stamp.record.psdKey == key })
            {
                write(.usage(UsageBatch(psdKey: key, records: records)), place)
            }
        case .grants(let grants):
            if let key = bases[place].figures.psdKey, let last = grants.last, random.oneIn(8) {
                write(.grantReport(GrantReport(psdKey: key, grants: [last])), place)
            }
        case .spoils(let spoils): if let spoil = spoils.first { write(.spoil(spoil), place) }
        default: break
        }
        if let question = answer.question { write(question, place) }
    }

    private func write(_ letter: ServiceQuestion, _ place: Int) {
        bases[place].letters.append(letter)
        if bases[place].letters.count > 4 { bases[place].letters.removeFirst() }
    }

    /// What leads on from how the device stands; nil where an answer is to be made up.
    private func nextCommand(_ place: Int) -> BaseCommand? {
        let figures = bases[place].figures
        switch figures.phase {
        case .manufactured, .destroyed: return .status
        case .initialised:
            switch random.below(12) {
            case 0: return nil
            case 1...4: return .takeServiceKeys(service.serviceKeys)
            default: return .configurationRequest
            }
        case .authorised:
            switch random.below(8) {
            case 0: return .beginRefill(amount: refillAmount(place), act: act(place))
            case 1...2: return .auditRequest()
            case 3: return random.oneIn(3) ? .beginWithdrawal(act: act(place)) : .refillRequest()
            case 4: return nil
            case 5: return paperCommand(place)
            default: return wildCommand(place)
            }
        case .withdrawPending:
            if figures.itemCount > figures.durableThrough { return .usage(from: 0, limit: 40) }
            return random.oneIn(12) ? nil : random.oneIn(6) ? paperCommand(place) : .withdrawalRequest
        case .withdrawn:
            if figures.keyDestroyed { return random.oneIn(4) ? paperCommand(place) : .beginNextLife(act: act(place)) }
            switch random.below(6) {
            case 0...2: return .withdrawalConfirmation
            case 3: return .destroyKey
            case 4: return .spoils
            default: return paperCommand(place)
            }
        case .valid: return nextValidCommand(place)
        }
    }

    private func nextValidCommand(_ place: Int) -> BaseCommand? {
        let figures = bases[place].figures
        if figures.lock == .psdInspectionLimit || figures.lock == .psdInspectionOverdue || figures.isLocked
            || !figures.auditDifferences.isEmpty, random.oneIn(2)
        {
            return random.oneIn(10) ? nil : .auditRequest(act: act(place))
        }
        switch random.below(40) {
        case 0..<11 where figures.descending > 0 || random.oneIn(8): return .frank(order(place), act: act(place))
        case 0..<18:
            guard figures.outstandingRefill != nil else {
                return .beginRefill(amount: refillAmount(place), act: act(place))
            }
            return .refillRequest(random.oneIn(7) ? .cancellation : .funds, act: act(place))
        case 18..<22: return .usage(from: 0, limit: 1 + random.below(40))
        case 22..<25: return .auditRequest(act: act(place))
        case 25..<35: return paperCommand(place)
        case 35: return random.oneIn(2) ? .spoils : .grants
        case 36: return random.oneIn(2) ? .beginWithdrawal(act: act(place)) : .status
        default: return nil
        }
    }

    /// Something about the paper of an impression, mostly a late one.
    func paperCommand(_ place: Int) -> BaseCommand {
        let counter = counter(place)
        let number: DrawingNumber = random.oneIn(3) ? .second : .first
        return switch random.below(9) {
        case 0...3: .drawing(counter: counter, number, random.oneIn(2) ? .pdf : .png)
        case 4...6: .drawingDelivered(counter: counter, number)
        case 7: .spoil(counter: counter, act: act(place))
        default: random.oneIn(2) ? .spoilAcknowledged(counter: counter) : .spoils
        }
    }

    /// An item number, mostly one of the last.
    func counter(_ place: Int) -> UInt32 {
        let items = bases[place].figures.itemCount
        return random.oneIn(12)
            ? UInt32(truncatingIfNeeded: random.next()) : items - min(items, UInt32(random.below(9)))
    }

    /// An order that is mostly one that the device can carry out.
    func order(_ place: Int) -> FrankingOrder {
        let most = max(1, min(bases[place].figures.descending, PinnedService.limits.cap.count))
        let amount = random.oneIn(10) ? wildNumber() : 1 + Int64(random.below(Int(most)))
        return FrankingOrder(amount: Paise(amount), article: article(), state: stateCode())
    }

    func refillAmount(_ place: Int) -> Paise {
        Paise(random.oneIn(10) ? wildNumber() : Int64(1 + random.below(200_000)))
    }

    /// The name of an act: a new one, an old one once more, or none.
    func act(_ place: Int) -> ActID? {
        switch random.below(8) {
        case 0...3: newAct(place)
        case 4: loot.acts.any(&random)
        default: nil
        }
    }

    func newAct(_ place: Int) -> ActID {
        let mark = bases[place].figures.actMark
        let act = ActID(
            on: bases[place].serial, mark: random.oneIn(10) ? random.next() : mark - min(mark, UInt64(random.below(4))),
            random: OneNumber(number: random.next()))
        loot.acts.keep(act, &random)
        return act
    }
}
