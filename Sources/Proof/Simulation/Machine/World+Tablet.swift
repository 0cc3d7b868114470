import BaseProtocol
import DutyModel
import Exchanges
import Tablet

extension World {
    /// A timer of the tablet: a question went unanswered, a pause is over, or it is time for a duty.
    func tabletWakes(_ place: Int, turn: UInt32) {
        guard machines[place].tablet.turn == turn, !machines[place].isDead else { return }
        if machines[place].tablet.talk == nil { return beginDuty(place) }
        if goOnWithHeldBack(place) { return }
        switch machines[place].tablet.waiting {
        case .pause: goOn(place, .resumed)
        case .base: goOn(place, .failed(DutyFailure(.linkBroken, "The base did not answer.")))
        case .service:
            machines[place].tablet.endpoint ^= 1
            goOn(place, .failed(DutyFailure(.httpTimeout, "The service did not answer.")))
        case .duty: beginDuty(place)
        }
    }

    /// Begins to hold a dialogue.
    func begin(_ talk: Talk, _ place: Int) {
        note("tablet \(place) begins \(talk.name)")
        machines[place].tablet.talk = talk
        goOn(place, .began)
    }

    /// Gives the dialogue what came, and does what it wants.
    func goOn(_ place: Int, _ event: DialogueEvent) {
        var event = event
        while let wish = machines[place].tablet.talk?.next(event) {
            machines[place].tablet.turn += 1
            machines[place].tablet.exchange = 0
            switch wish {
            case .askBase(let command): return ask(place, base: command)
            case .askService(let question): return ask(place, service: question)
            case .settleOutbox, .adopt: event = .kept
            case .pause: return waitFor(place, .pause, wait(300, 1_500))
            case .done(let end): return finish(place, end)
            }
        }
    }

    func waitFor(_ place: Int, _ what: TabletState.Waiting, _ milliseconds: Int64) {
        machines[place].tablet.waiting = what
        plan(.tabletWakes(machine: place, turn: machines[place].tablet.turn), in: milliseconds)
    }

    private func newExchange(_ place: Int) -> UInt32 {
        machines[place].tablet.lastExchange += 1
        return machines[place].tablet.lastExchange
    }

    private func ask(_ place: Int, base command: BaseCommand) {
        let exchange = newExchange(place)
        machines[place].tablet.exchange = exchange
        waitFor(place, .base, 2_000)
        send(.command(command), from: .tablet(place), to: .base(place), exchange: exchange)
    }

    private func ask(_ place: Int, service question: ServiceQuestion) {
        let exchange = newExchange(place)
        machines[place].tablet.exchange = exchange
        waitFor(place, .service, 12_000)
        // A crash of the tablet in this very step leaves the question unasked.
        guard tabletLives(through: Self.step(ofSending: question), place) else { return }
        send(.question(question), from: .tablet(place), to: .site(machines[place].tablet.endpoint), exchange: exchange)
    }

    private func finish(_ place: Int, _ end: Talk.End) {
        let failure = end.failure
        note("tablet \(place) ends \(machines[place].tablet.talk?.name ?? "") \(failure?.code.rawValue ?? "well")")
        machines[place].tablet.talk = nil
        machines[place].tablet.failures = failure == nil ? 0 : min(6, machines[place].tablet.failures + 1)
        if let failure { machines[place].tablet.lastFailure = failure.code }
        let least: Int64 = failure == nil ? 500 : 1_000 << Int64(machines[place].tablet.failures)
        waitFor(place, .duty, wait(least, least * 2))
        clerkHears(end, place)
    }

    /// The base answered, to the dialogue or to the clerk.
    func tabletHears(base answer: Result<BaseAnswer, DutyFailure>, _ parcel: Parcel) {
        let place = Int(parcel.to.number)
        if let line = machines[place].tablet.clerk, line.exchange == parcel.exchange {
            return clerkHears(answer, line, place)
        }
        guard parcel.exchange != 0, parcel.exchange == machines[place].tablet.exchange else { return }
        if goOnWithHeldBack(place) { return }
        switch answer {
        case .success(let answer): goOn(place, .base(answer))
        case .failure(let failure): goOn(place, .failed(failure))
        }
    }

    /// A service answered, in time or too late.
    func tabletHears(service reply: Result<ServiceReply, DutyFailure>, _ news: StandingNews?, _ parcel: Parcel) {
        let place = Int(parcel.to.number)
        if case .success(let good) = reply, let step = Self.step(ofReceiving: good) {
            guard tabletLives(through: step, place) else { return }
        }
        guard parcel.exchange == machines[place].tablet.exchange, parcel.exchange != 0 else {
            return handOnLate(reply, place)
        }
        switch reply {
        case .success(let good):
            take(news, place, then: .service(forged(good, place) ?? good))
        case .failure(let failure):
            if failure.code == .httpStatus { machines[place].tablet.endpoint ^= 1 }
            take(news, place, then: .failed(failure))
        }
    }

    /// Hands the base the standing that came with an answer, as the production tablet does, and goes on after it.
    private func take(_ news: StandingNews?, _ place: Int, then event: DialogueEvent) {
        guard let news, let standing = news.standing else {
            takesNote(news, place)
            return goOn(place, event)
        }
        guard tabletLives(through: .standingReceived, place) else { return }
        if bug == .standingKeptBack {
            takesNote(news, place)
            return goOn(place, event)
        }
        machines[place].tablet.turn += 1
        machines[place].tablet.heldBack = (event, news)
        ask(place, base: .takeStanding(standing))
    }

    /// Goes on with the answer that was held back; false where none was.
    private func goOnWithHeldBack(_ place: Int) -> Bool {
        guard let held = machines[place].tablet.heldBack else { return false }
        machines[place].tablet.heldBack = nil
        goOn(place, held.event)
        return true
    }

    /// An answer that nobody waits for any more reaches the device all the same: the device must be the judge of it.
    private func handOnLate(_ reply: Result<ServiceReply, DutyFailure>, _ place: Int) {
        guard case .success(let good) = reply, machines[place].tablet.talk == nil || random.oneIn(3) else { return }
        let command: BaseCommand
        switch good {
        case .refillAnswer(let answer): command = .applyRefill(answer)
        case .auditVerdict(let verdict): command = .applyVerdict(verdict)
        case .withdrawalOrder(let order): command = .completeWithdrawal(order)
        case .usageReceipt(let receipt): command = .applyReceipt(receipt)
        case .configuration, .certificate, .acknowledgement: return
        }
        note("tablet \(place) hands on a late answer")
        send(.command(command), from: .tablet(place), to: .base(place))
    }

    /// Somebody on the way puts an answer of his own in the place of the true one, now and then; nothing signs it.
    private func forged(_ reply: ServiceReply, _ place: Int) -> ServiceReply? {
        guard !isHealing, !isScripted else { return nil }
        switch reply {
        case .refillAnswer(let answer) where random.oneIn(40):
            let decision = RefillDecision.refused(reason: .accountFundsShort, maximumAllowed: .zero)
            let forged = RefillAnswer(
                operation: answer.answer.operation, decision: decision, signature: Self.noSignature)
            let envelope = AnswerEnvelope(
                answerHash: forged.hash, nonce: answer.envelope.nonce, epoch: answer.envelope.epoch,
                time: answer.envelope.time, signature: Self.noSignature)
            return .refillAnswer(EnvelopedRefillAnswer(answer: forged, envelope: envelope))
        case .usageReceipt(let receipt) where random.oneIn(10):
            handOnForged(receipt.psdKey, at: receipt.time, place)
            return nil
        default: return nil
        }
    }

    /// Who holds the tablet knows the records that wait, and hands the base a receipt for just these.
    private func handOnForged(_ key: PSDKeyID, at time: Timestamp, _ place: Int) {
        let waiting = machines[place].device?.unsentRecords(limit: UsageBatch.recordsMaximum) ?? []
        let receipt = UsageReceipt(
            psdKey: key, durableThrough: machines[place].known.itemCount,
            batchHash: UsageBatch(psdKey: key, records: waiting).hash, time: time, signature: Self.noSignature)
        note("tablet \(place) hands on a receipt that no service gave")
        send(.command(.applyReceipt(receipt)), from: .tablet(place), to: .base(place))
    }

    static let noSignature = SignatureBytes(unchecked: Array(repeating: 0, count: SignatureBytes.length))

    /// The tablet's process ends: what it was about to do is forgotten, what it wrote down is not.
    func crashTablet(_ place: Int) {
        note("tablet \(place) goes down")
        machines[place].tablet.talk = nil
        machines[place].tablet.turn += 1
        machines[place].tablet.exchange = 0
        machines[place].tablet.heldBack = nil
        machines[place].tablet.talkAct = nil
        machines[place].tablet.clerk = nil
        machines[place].tablet.owesWitness = true
        waitFor(place, .duty, wait(1_000, 20_000))
    }
}
