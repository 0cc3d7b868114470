import BaseProtocol
import DutyModel
import Exchanges
import SecurityDevice
import Signing
import Tablet

/// Any command with any value, at any time.
extension AdversaryWorld {
    func wildCommand(_ place: Int) -> BaseCommand {
        let kind = BaseCommandKind.allCases[random.below(BaseCommandKind.allCases.count)]
        // What ends a life comes seldom, or no life would come to anything.
        if kind == .beginWithdrawal, !random.oneIn(6) { return .status }
        return wildCommand(kind, place) ?? .status
    }

    private func wildCommand(_ kind: BaseCommandKind, _ place: Int) -> BaseCommand? {
        let act = act(place)
        switch kind {
        case .status: return .status
        case .frank: return .frank(order(place), act: act)
        case .beginRefill: return .beginRefill(amount: refillAmount(place), act: act)
        case .refillRequest: return .refillRequest(act: act)
        case .cancelling: return .refillRequest(.cancellation, act: act)
        case .auditRequest: return .auditRequest(act: act, namesRoot: act == nil)
        case .noteUpload: return .noteUpload(act: act ?? newAct(place))
        case .usage: return .usage(from: counter(place), limit: wildLimit())
        case .recent: return .recent(limit: wildLimit())
        case .grants: return .grants
        case .history: return .history(from: counter(place), limit: wildLimit())
        case .beginWithdrawal: return .beginWithdrawal(act: act)
        case .withdrawalRequest: return .withdrawalRequest
        case .withdrawalConfirmation: return .withdrawalConfirmation
        case .destroyKey: return .destroyKey
        case .beginNextLife: return .beginNextLife(act: act)
        case .configurationRequest: return .configurationRequest
        case .licence: return .licence
        case .spoil: return .spoil(counter: counter(place), act: act)
        case .spoils: return .spoils
        case .spoilAcknowledged: return .spoilAcknowledged(counter: counter(place))
        case .printStandings: return .printStandings(from: counter(place), limit: wildLimit())
        case .unsettledPrints: return .unsettledPrints(from: counter(place), limit: wildLimit())
        case .impression: return .impression(counter: counter(place))
        case .drawing, .drawingDelivered: return paperCommand(place)
        case .specimen: return .specimen(.pdf)
        case .takeServiceKeys: return .takeServiceKeys(random.oneIn(2) ? service.serviceKeys : forgedServiceKeys())
        case .attest:
            return .attest(
                .renewal(
                    CertificateRenewal(
                        certificate: random.value(),
                        publicKey: random.bytes(random.oneIn(3) ? 64 : CertificateRenewal.publicKeyBytes))))
        case .keepCertificate:
            let key = bases[place].figures.publicKey?.subjectPublicKeyInfo ?? []
            return .keepCertificate(random.bytes(random.below(40)) + (random.oneIn(2) ? key : []))
        case .outcome: return .outcome(of: act ?? newAct(place))
        case .applyRefill, .applyVerdict, .applyReceipt, .witness, .completeWithdrawal, .configure, .takeStanding:
            return seenCommand(kind, place)
        }
    }

    /// A signed value that was seen somewhere, as it is or with a part changed.
    private func seenCommand(_ kind: BaseCommandKind, _ place: Int) -> BaseCommand? {
        let isChanged = random.oneIn(2)
        switch kind {
        case .applyRefill:
            return loot.refills.any(&random).map { .applyRefill(isChanged ? changed($0, place) : $0) }
        case .applyVerdict:
            return loot.verdicts.any(&random).map { .applyVerdict(isChanged ? changed($0, place) : $0) }
        case .applyReceipt:
            return loot.receipts.any(&random).map { .applyReceipt(isChanged ? changed($0, place) : $0) }
        case .completeWithdrawal:
            return loot.orders.any(&random).map { .completeWithdrawal(isChanged ? changed($0, place) : $0) }
        case .takeStanding:
            return loot.standings.any(&random).map { .takeStanding(isChanged ? changed($0, place) : $0) }
        case .configure:
            return loot.configurations.any(&random).map { .configure(isChanged ? changed($0, place) : $0) }
        case .witness:
            if isChanged, let key = bases[place].figures.psdKey { return .witness(forgedRecord(place, key)) }
            return loot.records.any(&random).map { .witness($0) }
        default: return nil
        }
    }

    private func wildLimit() -> Int { random.oneIn(4) ? Int(truncatingIfNeeded: wildNumber()) : random.below(60) }

    /// A question that was seen, made up, or both, to the back end, as whichever machine.
    func askWildly(_ place: Int) {
        guard let seen = loot.questions.any(&random) else { return }
        ask(random.oneIn(3) ? changed(seen, place) : seen, from: random.oneIn(6) ? 1 - place : place)
    }

    /// Asks the back end as this machine; what it answers is kept, and mostly handed to a base later.
    func ask(_ question: ServiceQuestion, from place: Int) {
        loot.questions.keep(question, &random)
        let told = service.answer(question, from: place, at: time)
        note("machine \(place) asks \(Self.name(question)): \(Self.words(told.reply))")
        outcome.coverage.note(question, told.reply)
        if let standing = told.standing {
            loot.standings.keep(standing, &random)
            if !random.oneIn(8), bases[place].figures.standing != standing {
                bases[place].mail.append(.takeStanding(standing))
            }
        }
        guard case .success(let reply) = told.reply else { return requireAlive(told.reply) }
        loot.keep(reply, &random)
        if let command = reply.command, !random.oneIn(8) { bases[place].mail.append(command) }
        if bases[place].mail.count > 6 { bases[place].mail.removeFirst() }
    }

    func requireAlive(_ reply: Result<ServiceReply, DutyFailure>) {
        if case .failure(let failure) = reply, failure.code == .ledgerBroken || failure.code == .internalError {
            breaks("a service says: \(failure.message)")
        }
    }
}
