import BaseProtocol
import DutyModel
import Exchanges
import SecurityDevice
import Tablet

/// Honest tablets, holding the production dialogues; an enemy on the network may sit inside what they send and hear.
extension AdversaryWorld {
    /// One step of the tablet at this place.
    func honestTabletWorks(_ place: Int, meddled: Bool) {
        if let question = bases[place].question {
            bases[place].question = nil
            return cross(question, place, meddled: meddled)
        }
        if bases[place].talk == nil { return beginTalk(place, meddled: meddled) }
        goOn(place)
    }

    private func goOn(_ place: Int) {
        var event = bases[place].event ?? .resumed
        bases[place].event = nil
        while let wish = bases[place].talk?.next(event) {
            switch wish {
            case .askBase(let command):
                switch give(command, to: place) {
                case .success(let answer):
                    // A base that went down meanwhile has lost the talk as well.
                    bases[place].event = .base(answer)
                case .failure(let failure): bases[place].event = .failed(failure)
                }
                return
            case .askService(let question):
                bases[place].question = question
                return
            case .settleOutbox, .adopt: event = .kept
            case .pause: event = .resumed
            case .done: return bases[place].resetTalk()
            }
        }
    }

    private func begin(_ talk: Talk, _ place: Int) {
        bases[place].talk = talk
        bases[place].event = .began
        goOn(place)
    }

    /// What the clerk or the tablet begins next.
    private func beginTalk(_ place: Int, meddled: Bool) {
        let figures = bases[place].figures
        if bases[place].lacksServiceKeys || figures.phase == .initialised {
            let isForged = meddled && random.oneIn(3)
            let told = give(.takeServiceKeys(isForged ? forgedServiceKeys() : service.serviceKeys), to: place)
            if !isForged, case .success = told { bases[place].lacksServiceKeys = false }
        }
        switch figures.phase {
        case .initialised:
            permit(place)
            begin(Talk(ConfigurationDialogue()), place)
        case .authorised:
            begin(
                random.oneIn(2)
                    ? Talk(AuditDialogue(recordsPerBatch: 6))
                    : Talk(RefillDialogue(.begin(refillAmount(place)), tries: 3)),
                place)
        case .withdrawPending: begin(Talk(WithdrawalDialogue(recordsPerBatch: 6)), place)
        case .withdrawn:
            if figures.keyDestroyed {
                give(.beginNextLife(act: newAct(place)), to: place)
            } else {
                begin(Talk(WithdrawalDialogue(recordsPerBatch: 6)), place)
            }
        case .valid, .manufactured, .destroyed: beginWork(place)
        }
    }

    private func beginWork(_ place: Int) {
        let figures = bases[place].figures
        if figures.isLocked || !figures.auditDifferences.isEmpty || figures.lock == .psdInspectionLimit, random.oneIn(2)
        {
            return begin(Talk(AuditDialogue(recordsPerBatch: 6)), place)
        }
        switch random.below(24) {
        case 0...8: give(.frank(order(place), act: newAct(place)), to: place)
        case 9...12: give(paperCommand(place), to: place)
        case 13...16:
            let wish: RefillDialogue.Wish =
                figures.outstandingRefill == nil ? .begin(refillAmount(place)) : random.oneIn(5) ? .cancel : .takeUp
            begin(Talk(RefillDialogue(wish, tries: 2, act: newAct(place))), place)
        case 17...18: begin(Talk(UploadDialogue(recordsPerBatch: 2 + random.below(7))), place)
        case 19: begin(Talk(SpoilDialogue()), place)
        case 20...21: begin(Talk(AuditDialogue(recordsPerBatch: 6, act: newAct(place))), place)
        case 22: if random.oneIn(10) { begin(Talk(WithdrawalDialogue(recordsPerBatch: 6)), place) }
        default: give(.unsettledPrints(from: 0, limit: 40), to: place)
        }
    }

    /// A question crosses the network to the back end, and its answer comes back.
    private func cross(_ question: ServiceQuestion, _ place: Int, meddled: Bool) {
        var question = question
        loot.questions.keep(question, &random)
        if meddled, random.oneIn(6) {
            switch random.below(3) {
            case 0: return bases[place].event = .failed(DutyFailure(.httpTimeout, "The service did not answer."))
            case 1: question = loot.questions.any(&random) ?? question
            default: question = changed(question, place)
            }
        }
        let told = service.answer(question, from: place, at: time)
        outcome.coverage.note(question, told.reply)
        if let standing = told.standing { loot.standings.keep(standing, &random) }
        requireAlive(told.reply)
        if case .success(let reply) = told.reply { loot.keep(reply, &random) }
        let standing = meddled && random.oneIn(5) ? otherStanding(told.standing, place) : told.standing
        if let standing, standing != bases[place].figures.standing { give(.takeStanding(standing), to: place) }
        switch meddled && random.oneIn(5) ? otherReply(told.reply, place) : told.reply {
        case .success(let reply): bases[place].event = .service(reply)
        case .failure(let failure): bases[place].event = .failed(failure)
        }
    }

    private func otherStanding(_ standing: DeviceStanding?, _ place: Int) -> DeviceStanding? {
        switch random.below(3) {
        case 0: nil
        case 1: loot.standings.any(&random)
        default: standing.map { changed($0, place) }
        }
    }

    /// Somebody on the way puts another answer in the place of the true one: an older one, one of another device or life, or
    /// one with a part changed.
    private func otherReply(
        _ reply: Result<ServiceReply, DutyFailure>, _ place: Int
    ) -> Result<ServiceReply, DutyFailure> {
        let isChanged = random.oneIn(2)
        switch reply {
        case .failure: return .failure(DutyFailure(.httpTimeout, "The service did not answer."))
        case .success(.refillAnswer(let answer)):
            let other = isChanged ? changed(answer, place) : loot.refills.any(&random) ?? answer
            return .success(.refillAnswer(other))
        case .success(.auditVerdict(let verdict)):
            let other = isChanged ? changed(verdict, place) : loot.verdicts.any(&random) ?? verdict
            return .success(.auditVerdict(other))
        case .success(.withdrawalOrder(let order)):
            let other = isChanged ? changed(order, place) : loot.orders.any(&random) ?? order
            return .success(.withdrawalOrder(other))
        case .success(.usageReceipt(let receipt)):
            let other = isChanged ? changed(receipt, place) : loot.receipts.any(&random) ?? receipt
            return .success(.usageReceipt(other))
        case .success(.configuration(let configuration)):
            return .success(.configuration(loot.configurations.any(&random) ?? configuration))
        case .success(.certificate), .success(.acknowledgement): return reply
        }
    }
}
