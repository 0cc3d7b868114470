import BaseProtocol
import DutyModel
import Exchanges
import SecurityDevice
import Signing

/// Answers that fit the question at hand in everything, and are signed by keys of the enemy's own.
extension AdversaryWorld {
    /// Makes up the answer that would lead on, and means to hand it to the base.
    func forge(_ place: Int) {
        guard let key = bases[place].figures.psdKey else { return }
        let figures = bases[place].figures
        switch figures.phase {
        case .initialised:
            if random.oneIn(2) { bases[place].mail.append(.takeServiceKeys(forgedServiceKeys())) }
            forgeLicence(place, key)
        case .withdrawPending:
            if let asked = bases[place].asked.withdrawal { bases[place].mail.append(forgedOrder(asked, place, key)) }
        case .authorised, .valid:
            switch random.below(6) {
            case 5: bases[place].mail.append(.takeServiceKeys(forgedServiceKeys()))
            case 0: bases[place].mail.append(.witness(forgedRecord(place, key)))
            case 1: bases[place].mail.append(.applyReceipt(forgedReceipt(place, key)))
            case 2: forgeStanding(place, key)
            default: forgeGrant(place)
            }
        case .manufactured, .withdrawn, .destroyed: bases[place].mail.append(.witness(forgedRecord(place, key)))
        }
    }

    /// A licence of the enemy's own: the fresh life is to obey his keys.
    private func forgeLicence(_ place: Int, _ key: PSDKeyID) {
        guard let publicKey = bases[place].figures.publicKey, let state = World.state else { return }
        let terms = Authorisation(
            psdKey: key, psdPublicKey: publicKey, machine: World.machineSerials[place],
            licence: LicenceNumber(unchecked: "MH-2026-1"),
            state: state, customer: World.customer,
            limits: FrankingLimits(cap: Paise(.max), descendingMaximum: Paise(.max)), fundsKey: ownFunds.publicKey,
            transactionsKey: ownTransactions.publicKey, issuedAt: time, demonstration: key.life > 1)
        bases[place].mail.append(
            .configure(
                DeviceConfiguration(
                    authorisation: terms, signature: signed(terms.signedForm, by: ownFunds), certificate: [],
                    replaces: nil)))
    }

    /// Certificates of the enemy's own service keys: under the true root by no key of it, or under a root of his own that he
    /// says follows the true one.
    func forgedServiceKeys() -> CertifiedServiceKeys {
        let root = service.root.root
        func certificate(
            _ purpose: ServiceKeyPurpose, _ key: SealedKey, under root: ServiceRoot, by names: [PublicKeyBytes]
        ) -> ServiceKeyCertificate {
            let draft = ServiceKeyCertificate(
                purpose: purpose, key: key.publicKey, number: service.certificateNumber + UInt64(random.below(3)),
                validFrom: Timestamp(0), validUntil: Timestamp.calendar.upperBound, rootGeneration: root.generation,
                signatures: [])
            let signature = signed(draft.signedForm(under: root), by: ownDevice)
            return draft.signed(names.map { RootSignature(key: $0, signature: signature) })
        }
        let own =
            (try? ServiceRoot(
                generation: 2, keys: [ownFunds.publicKey, ownTransactions.publicKey, ownDevice.publicKey])) ?? root
        let isOwn = random.oneIn(2)
        let (chosen, names) = isOwn ? (own, own.keys) : (root, random.oneIn(2) ? root.keys : own.keys)
        let succession = RootSuccession(
            next: own,
            signatures: root.keys.map {
                RootSignature(key: $0, signature: signed(RootSuccession.signedForm(from: root, to: own), by: ownDevice))
            })
        return CertifiedServiceKeys(
            root: chosen, successions: isOwn ? [succession] : [],
            certificates: [
                certificate(.funds, ownFunds, under: chosen, by: names),
                certificate(.transactions, ownTransactions, under: chosen, by: names),
            ])
    }

    private func forgeGrant(_ place: Int) {
        let figures = bases[place].figures
        guard let operation = figures.outstandingRefill, let asked = bases[place].asked.refill,
            asked.operation == operation
        else { return give(.beginRefill(amount: refillAmount(place), act: nil), to: place).ignored }
        let total = figures.ascending &+ figures.descending &+ operation.amount.count
        let answer = signed(
            RefillAnswer(operation: operation, decision: .granted(controlTotalAfter: Paise(total))), by: ownFunds)
        let envelope = AnswerEnvelope(
            answerHash: answer.hash, nonce: asked.nonce, epoch: service.epoch, time: time,
            standing: figures.standing?.named)
        bases[place].mail.append(
            .applyRefill(EnvelopedRefillAnswer(answer: answer, envelope: signed(envelope, by: ownFunds))))
    }

    /// A standing that would lift every lock, and a verdict that names it.
    private func forgeStanding(_ place: Int, _ key: PSDKeyID) {
        let number = bases[place].figures.standing?.number
        let standing = DeviceStanding(
            psdKey: key, number: .next(after: number, in: service.epoch), state: .active, reason: nil, time: time)
        let forged = signed(standing, by: ownFunds)
        bases[place].mail.append(.takeStanding(forged))
        guard let asked = bases[place].asked.audit else { return }
        let verdict = AuditVerdict(
            psdKey: key, id: asked.id, nonce: asked.nonce, statementCounter: asked.statement.statementCounter,
            differences: [], inspectionDue: time.advanced(byDays: 3_650), epoch: service.epoch, time: time,
            standing: forged.named)
        bases[place].mail.append(.applyVerdict(signed(verdict, by: ownFunds)))
    }

    private func forgedOrder(_ asked: WithdrawalRequest, _ place: Int, _ key: PSDKeyID) -> BaseCommand {
        let order = WithdrawalOrder(
            psdKey: key, id: asked.id, nonce: asked.nonce, statementCounter: asked.statement.statementCounter,
            removed: Paise(bases[place].figures.descending), epoch: service.epoch, time: time,
            standing: bases[place].figures.standing?.named)
        return .completeWithdrawal(signed(order, by: ownFunds))
    }

    func forgedReceipt(_ place: Int, _ key: PSDKeyID) -> UsageReceipt {
        let hash = waitingHash(place, key)
        return signed(
            UsageReceipt(
                psdKey: key, durableThrough: bases[place].figures.itemCount, batchHash: hash, time: time,
                standing: bases[place].figures.standing?.named), by: ownTransactions)
    }

    /// The hash of a batch of just the records that wait: whoever holds the tablet knows them.
    func waitingHash(_ place: Int, _ key: PSDKeyID) -> ContentHash {
        UsageBatch(psdKey: key, records: bases[place].device?.unsentRecords(limit: UsageBatch.recordsMaximum) ?? [])
            .hash
    }

    /// A record past the last that the device made.
    func forgedRecord(_ place: Int, _ key: PSDKeyID) -> SignedUsageRecord {
        let stamp = StampRecord(
            psdKey: key, counter: bases[place].figures.itemCount &+ 1 &+ UInt32(random.below(2)), value: .rupees(10),
            time: time, state: stateCode(), article: article())
        let usage = UsageRecord(
            stamp: SignedStamp(record: stamp, signature: signed(stamp.signedForm, by: ownDevice)),
            registers: Registers(ascending: .rupees(10), descending: .zero), previous: bases[place].ledger.chainHead)
        return SignedUsageRecord(record: usage, signature: signed(usage.signedForm, by: ownDevice))
    }
}

extension Result where Success == BaseAnswer, Failure == DutyFailure {
    /// Nothing: what came of it is in the trial's books.
    fileprivate var ignored: Void { () }
}
