import DutyModel
import Exchanges
import Signing
import Tablet

/// Questions that no device asked.
extension AdversaryWorld {
    /// A question with one part changed, or signed by a key of the enemy's own.
    func changed(_ question: ServiceQuestion, _ place: Int) -> ServiceQuestion {
        switch question {
        case .refill(let request) where request.kind == .cancellation:
            return .refill(
                RefillRequest(
                    .cancellation, operation: request.operation, nonce: random.value(),
                    statement: statement(request.statement, place), signature: request.signature))
        case .refill(let request):
            let operation = RefillOperation(
                psdKey: request.operation.psdKey, id: random.oneIn(2) ? random.value() : request.operation.id,
                sequence: request.operation.sequence + UInt64(random.below(2)), attempt: request.operation.attempt,
                amount: refillAmount(place))
            return .refill(
                signature(
                    RefillRequest(
                        operation: operation, nonce: request.nonce, statement: request.statement,
                        signature: request.signature)))
        case .audit(let request):
            let statement = statement(request.statement, place)
            return .audit(
                signature(
                    AuditRequest(
                        id: request.id, nonce: request.nonce, statement: statement, unsentCount: request.unsentCount,
                        root: request.root, signature: request.signature)))
        case .withdrawal(let request):
            let (id, statement): (OperationID, RegisterStatement) = (
                random.value(), statement(request.statement, place)
            )
            return .withdrawal(
                signature(
                    WithdrawalRequest(
                        id: id, nonce: request.nonce, statement: statement, signature: request.signature)))
        case .withdrawalConfirmation(let word):
            let statement = statement(word.statement, place)
            return .withdrawalConfirmation(
                signature(WithdrawalConfirmation(id: word.id, statement: statement, signature: word.signature)))
        case .usage(let batch): return changed(batch, place)
        case .spoil(let spoil):
            let counter = counter(place)
            return .spoil(
                signature(
                    SpoilDeclaration(
                        psdKey: spoil.psdKey, counter: counter, value: spoil.value, time: spoil.time,
                        signature: spoil.signature)))
        case .configuration: return ownDeviceAsks(place)
        case .grantReport(let report):
            return .grantReport(
                GrantReport(
                    psdKey: anyKey(place), grants: [loot.grants.any(&random)].compactMap(\.self) + report.grants))
        case .licence, .attestation: return question
        }
    }

    private func changed(_ batch: UsageBatch, _ place: Int) -> ServiceQuestion {
        let key = bases[place].figures.psdKey ?? batch.psdKey
        if random.oneIn(2) { return .usage(UsageBatch(psdKey: key, records: [forgedRecord(place, key)])) }
        let mixed = (batch.records + [loot.records.any(&random)].compactMap(\.self)).suffix(6)
        return .usage(UsageBatch(psdKey: random.oneIn(2) ? key : batch.psdKey, records: Array(mixed)))
    }

    /// A statement that makes money of nothing.
    private func statement(_ statement: RegisterStatement, _ place: Int) -> RegisterStatement {
        RegisterStatement(
            psdKey: random.oneIn(4) ? anyKey(place) : statement.psdKey,
            registers: Registers(ascending: statement.registers.ascending, descending: Paise(wildNumber())),
            itemCount: statement.itemCount, appliedSequence: statement.appliedSequence, lastGrant: statement.lastGrant,
            statementCounter: statement.statementCounter &+ UInt64(1 + random.below(4)), chainHead: statement.chainHead,
            time: statement.time)
    }

    /// The value with the signature that it has, or with one by a key of the enemy's own.
    private func signature<Value: SelfSigned>(_ value: Value) -> Value {
        random.oneIn(2) ? signed(value, by: ownDevice) : value
    }

    /// A key of the enemy's own asks for the licence of a device, for this life or the next.
    private func ownDeviceAsks(_ place: Int) -> ServiceQuestion {
        let (base, ledger) = (bases[place].figures, bases[place].ledger)
        let life = UInt8(clamping: base.life + random.below(2))
        let statement = RegisterStatement(
            psdKey: PSDKeyID(serial: bases[place].serial, life: max(1, life)),
            registers: Registers(ascending: Paise(base.ascending), descending: .zero), itemCount: base.itemCount,
            appliedSequence: base.appliedSequence, lastGrant: service.lastGrant(before: bases[place].serial),
            statementCounter: ledger.statementCounter + 40, chainHead: ledger.chainHead, time: time)
        let nonce: Nonce = random.value()
        return .configuration(
            signed(
                ConfigurationRequest(publicKey: ownDevice.publicKey, nonce: nonce, statement: statement), by: ownDevice)
        )
    }

    /// Who has the machine's certificate key asks as the machine: what he saw, what he makes up, what he makes of it.
    func thiefAsks(_ place: Int) {
        let question = random.oneIn(6) ? ownDeviceAsks(place) : loot.questions.any(&random)
        guard let question else { return }
        let asked = random.oneIn(2) ? changed(question, place) : question
        let told = service.answer(asked, from: random.oneIn(4) ? 1 - place : place, at: time)
        note("the thief asks \(Self.name(asked)): \(Self.words(told.reply))")
        outcome.coverage.note(asked, told.reply)
        if let standing = told.standing { loot.standings.keep(standing, &random) }
        if case .success(let reply) = told.reply { loot.keep(reply, &random) } else { requireAlive(told.reply) }
    }
}

extension PinnedService {
    /// The hash of the last grant that the device of this serial had applied when it was withdrawn.
    func lastGrant(before serial: PSDSerial) -> ContentHash {
        store.state.devices.last { $0.account.psdKey.serial == serial }?.withdrawal?.end.lastGrant ?? .zero
    }
}
