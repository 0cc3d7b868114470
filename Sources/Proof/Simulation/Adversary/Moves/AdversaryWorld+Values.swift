import BaseProtocol
import DutyModel
import Exchanges
import SecurityDevice
import Signing

/// Values that an adversary makes: numbers at the ends of their ranges, and what it has seen with one part changed.
extension AdversaryWorld {
    private static let articles = ["4", "5(h)(B)", "29"].compactMap { try? Article($0) }
    private static let states = ["MH", "KA"].compactMap { try? StateCode($0) }

    func article() -> Article { Self.articles[random.below(Self.articles.count)] }
    func stateCode() -> StateCode { Self.states[random.oneIn(20) ? 1 : 0] }

    func wildNumber() -> Int64 {
        switch random.below(9) {
        case 0: 0
        case 1: -1
        case 2: .max
        case 3: .min
        case 4: .max - Int64(random.below(1_000_000))
        case 5: Int64(UInt32.max) + Int64(random.below(3)) - 1
        case 6: Int64(truncatingIfNeeded: random.next())
        default: Int64(random.below(1_000_000)) - 1_000
        }
    }

    func anyKey(_ place: Int) -> PSDKeyID {
        switch random.below(4) {
        case 0: loot.keys.any(&random) ?? .nobody
        case 1: PSDKeyID(serial: bases[place].serial, life: UInt8(truncatingIfNeeded: random.next()))
        case 2: bases[1 - place].figures.psdKey ?? .nobody
        default: bases[place].figures.psdKey ?? .nobody
        }
    }

    func wildTime() -> Timestamp { random.oneIn(2) ? Timestamp(wildNumber()) : time }
    func wildSignature() -> SignatureBytes { random.value() }
    func named(_ standing: NamedStanding?) -> NamedStanding? {
        random.oneIn(2) ? nil : loot.standings.any(&random)?.named ?? standing
    }

    /// One part of a decision or of its envelope is another one; what signs it now may be a key of the enemy's own.
    func changed(_ answered: EnvelopedRefillAnswer, _ place: Int) -> EnvelopedRefillAnswer {
        let (answer, envelope) = (answered.answer, answered.envelope)
        let operation = answer.operation
        switch random.below(7) {
        case 0:
            let other = RefillOperation(
                psdKey: anyKey(place), id: random.oneIn(2) ? operation.id : random.value(),
                sequence: operation.sequence,
                attempt: operation.attempt, amount: operation.amount)
            return enveloped(other, answer.decision, envelope)
        case 1:
            let other = RefillOperation(
                psdKey: operation.psdKey, id: operation.id, sequence: operation.sequence + UInt64(random.below(3)),
                attempt: operation.attempt, amount: refillAmount(place))
            return enveloped(other, answer.decision, envelope)
        case 2: return enveloped(operation, .granted(controlTotalAfter: Paise(wildNumber())), envelope)
        case 3: return enveloped(operation, .cancelled, envelope)
        case 4:
            // An envelope of another answer around this one.
            return EnvelopedRefillAnswer(answer: answer, envelope: loot.refills.any(&random)?.envelope ?? envelope)
        case 5:
            return EnvelopedRefillAnswer(
                answer: answer,
                envelope: AnswerEnvelope(
                    answerHash: answer.hash, nonce: bases[place].asked.refill?.nonce ?? envelope.nonce,
                    epoch: envelope.epoch, time: envelope.time, standing: envelope.standing,
                    signature: envelope.signature))
        default:
            return EnvelopedRefillAnswer(
                answer: answer,
                envelope: AnswerEnvelope(
                    answerHash: answer.hash, nonce: envelope.nonce, epoch: UInt64(bitPattern: wildNumber()),
                    time: wildTime(), standing: named(envelope.standing), signature: envelope.signature))
        }
    }

    private func enveloped(
        _ operation: RefillOperation, _ decision: RefillDecision, _ envelope: AnswerEnvelope
    ) -> EnvelopedRefillAnswer {
        var answer = RefillAnswer(operation: operation, decision: decision)
        answer.signature = random.oneIn(3) ? wildSignature() : signed(answer.signedForm, by: ownFunds)
        return EnvelopedRefillAnswer(
            answer: answer,
            envelope: AnswerEnvelope(
                answerHash: answer.hash, nonce: envelope.nonce, epoch: envelope.epoch, time: envelope.time,
                standing: envelope.standing, signature: envelope.signature))
    }

    func changed(_ verdict: AuditVerdict, _ place: Int) -> AuditVerdict {
        let asked = random.oneIn(2) ? bases[place].asked.audit : nil
        let part = random.below(4)
        return AuditVerdict(
            psdKey: part == 0 ? anyKey(place) : verdict.psdKey, id: asked?.id ?? verdict.id,
            nonce: asked?.nonce ?? verdict.nonce,
            statementCounter: asked?.statement.statementCounter ?? verdict.statementCounter,
            differences: part == 1 ? [] : verdict.differences,
            inspectionDue: part == 2 ? wildTime() : verdict.inspectionDue, epoch: verdict.epoch,
            time: part == 3 ? wildTime() : verdict.time, standing: named(verdict.standing), signature: verdict.signature
        )
    }

    func changed(_ order: WithdrawalOrder, _ place: Int) -> WithdrawalOrder {
        let asked = random.oneIn(2) ? bases[place].asked.withdrawal : nil
        return WithdrawalOrder(
            psdKey: random.oneIn(3) ? anyKey(place) : order.psdKey, id: asked?.id ?? order.id,
            nonce: asked?.nonce ?? order.nonce,
            statementCounter: asked?.statement.statementCounter ?? order.statementCounter,
            removed: random.oneIn(2) ? Paise(bases[place].figures.descending) : Paise(wildNumber()), epoch: order.epoch,
            time: order.time, standing: named(order.standing), signature: order.signature)
    }

    func changed(_ standing: DeviceStanding, _ place: Int) -> DeviceStanding {
        DeviceStanding(
            psdKey: random.oneIn(3) ? anyKey(place) : standing.psdKey,
            number: StandingNumber(epoch: standing.number.epoch, count: standing.number.count &+ 1),
            state: random.oneIn(2) ? .active : .blocked, reason: standing.reason, time: standing.time,
            signature: random.oneIn(2) ? standing.signature : wildSignature())
    }

    func changed(_ receipt: UsageReceipt, _ place: Int) -> UsageReceipt {
        UsageReceipt(
            psdKey: random.oneIn(3) ? anyKey(place) : receipt.psdKey,
            durableThrough: random.oneIn(8) ? .max : bases[place].figures.itemCount,
            batchHash: random.oneIn(3) ? receipt.batchHash : waitingHash(place, bases[place].figures.psdKey ?? .nobody),
            time: receipt.time, standing: receipt.standing, signature: receipt.signature)
    }

    func changed(_ configuration: DeviceConfiguration, _ place: Int) -> DeviceConfiguration {
        let signature = random.oneIn(3) ? wildSignature() : configuration.signature
        let certificate = random.oneIn(3) ? [] : random.bytes(8)
        guard random.oneIn(2) else {
            return DeviceConfiguration(
                authorisation: configuration.authorisation, signature: signature, certificate: certificate,
                replaces: configuration.replaces)
        }
        let terms = configuration.authorisation
        let other = Authorisation(
            psdKey: anyKey(place), psdPublicKey: bases[place].figures.publicKey ?? terms.psdPublicKey,
            machine: terms.machine, licence: terms.licence, state: terms.state, customer: terms.customer,
            limits: FrankingLimits(cap: Paise(wildNumber())), fundsKey: terms.fundsKey,
            transactionsKey: random.oneIn(2) ? ownTransactions.publicKey : terms.transactionsKey,
            issuedAt: terms.issuedAt, demonstration: terms.demonstration == nil ? false : nil)
        return DeviceConfiguration(
            authorisation: other, signature: random.oneIn(2) ? signature : signed(other.signedForm, by: ownFunds),
            certificate: certificate, replaces: nil)
    }

    func signed<Value: SelfSigned>(_ value: Value, by key: SealedKey) -> Value {
        value.signed { signed($0, by: key) }
    }

    func signed(_ form: CanonicalForm, by key: SealedKey) -> SignatureBytes {
        (try? key.sign(form)) ?? World.noSignature
    }
}
