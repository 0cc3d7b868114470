import BaseProtocol
import DutyModel
import Exchanges
import SecurityDevice
import Signing

/// What a command may change: the trial's own ledger of each device goes on from what the pinned service really signed.
extension AdversaryWorld {
    /// A base carried a command out: the ledger follows where the move is right, and every other move shows.
    func judgeEffect(of command: BaseCommand, _ answer: BaseAnswer, _ place: Int, since before: DeviceStatus) {
        let after = bases[place].figures
        var mayChangeDue = after.psdKey != before.psdKey
        var mayClear = mayChangeDue
        var namedStanding: NamedStanding?
        switch (command, answer) {
        case (.frank, .franked(let record)): judgeStamp(record, place, since: before)
        case (.applyRefill(let answered), .refillDecided):
            judgeGrant(answered, place, since: before)
            mayChangeDue = isSigned(answered, place)
            namedStanding = mayChangeDue ? answered.envelope.standing : nil
        case (.applyVerdict(let verdict), _):
            mayChangeDue = service.didSign(
                verdict.signature, over: verdict.signedForm, obeyed: bases[place].obeyedFundsKey)
            mayClear = mayChangeDue && verdict.differences.isEmpty
            namedStanding = mayChangeDue ? verdict.standing : nil
            requireNewest(verdict.nonce, bases[place].ledger.auditNonce)
            if !mayChangeDue { breaks("a device took a verdict that the pinned service did not sign") }
        case (.completeWithdrawal(let order), _):
            namedStanding = judgeOrder(order, place, since: before) ? order.standing : nil
        case (.applyReceipt(let receipt), _): judgeReceipt(receipt, place, since: before)
        case (.beginNextLife, _): if after.life > before.life { outcome.lives += 1 }
        default: break
        }
        if after.durableThrough != before.durableThrough,
            after.durableThrough > service.receipts[after.psdKey ?? .nobody] ?? 0
        {
            breaks("a device let go of records that the pinned service never received")
        }
        if after.inspectionDue != before.inspectionDue, !mayChangeDue {
            breaks("\(Self.name(command)) moved the next inspection of a device")
        }
        if !before.auditDifferences.isEmpty, after.auditDifferences.isEmpty, !mayClear {
            breaks("\(Self.name(command)) lifted the lock of a failed audit")
        }
        judgeStanding(command, place, since: before, named: namedStanding)
    }

    /// A decision may be as old as its refill, and signed by the key of then; that it answers the newest question, the key that is
    /// obeyed says.
    private func isSigned(_ answered: EnvelopedRefillAnswer, _ place: Int) -> Bool {
        service.didSign(answered.answer.signature, over: answered.answer.signedForm)
            && service.didSign(
                answered.envelope.signature, over: answered.envelope.signedForm, obeyed: bases[place].obeyedFundsKey)
    }

    /// A grant counts once, for the device, life and sequence that the pinned service signed it for.
    private func judgeGrant(_ answered: EnvelopedRefillAnswer, _ place: Int, since before: DeviceStatus) {
        let (after, answer) = (bases[place].figures, answered.answer)
        guard after.appliedSequence != before.appliedSequence || after.outstandingRefill != before.outstandingRefill
        else { return }
        guard isSigned(answered, place) else {
            return breaks("a device took a decision that the pinned service did not sign")
        }
        requireNewest(answered.envelope.nonce, bases[place].ledger.refillNonce)
        guard case .granted = answer.decision else { return }
        guard let key = after.psdKey, answer.operation.psdKey == key,
            answer.operation.sequence == before.appliedSequence + 1,
            bases[place].ledger.counted.insert(GrantName(key: key, sequence: answer.operation.sequence)).inserted
        else { return breaks("a grant for another device, life or sequence counted") }
        if service.isReturned(answer.operation) { breaks("a grant counted whose money had gone back") }
        bases[place].ledger.granted += answer.operation.amount.count
        outcome.grants += 1
    }

    /// Whether the pinned service ordered just this; the funds are then gone.
    private func judgeOrder(_ order: WithdrawalOrder, _ place: Int, since before: DeviceStatus) -> Bool {
        guard service.didSign(order.signature, over: order.signedForm, obeyed: bases[place].obeyedFundsKey),
            order.psdKey == before.psdKey,
            order.removed.count == before.descending
        else {
            breaks("a device gave up its funds without an order of the pinned service")
            return false
        }
        requireNewest(order.nonce, bases[place].ledger.withdrawalNonce)
        bases[place].ledger.removed += order.removed.count
        return true
    }

    /// Only an answer to the newest question counts.
    private func requireNewest(_ nonce: Nonce, _ asked: Nonce?) {
        if let asked, asked != nonce { breaks("a device took an answer to an earlier question") }
    }

    private func judgeReceipt(_ receipt: UsageReceipt, _ place: Int, since before: DeviceStatus) {
        guard bases[place].figures.durableThrough != before.durableThrough else { return }
        if !service.transactions.book.holds(receipt.signature, over: receipt.signedForm) {
            breaks("a device let go of records on a receipt that the pinned service did not sign")
        }
    }

    /// A standing changes to one of a higher number that the pinned service signed; a lock goes only with an answer of its
    /// that names that one.
    private func judgeStanding(_ command: BaseCommand, _ place: Int, since before: DeviceStatus, named: NamedStanding?)
    {
        let after = bases[place].figures
        guard after.standing != before.standing, after.psdKey == before.psdKey else { return }
        guard let standing = after.standing else { return breaks("\(Self.name(command)) took a standing away") }
        guard service.didSign(standing.signature, over: standing.signedForm), standing.psdKey == after.psdKey
        else {
            return breaks("a device took a standing that the pinned service did not sign for it")
        }
        if let old = before.standing, standing.number <= old.number {
            breaks("a device took a standing whose number is not higher")
        }
        if before.isLocked, !after.isLocked {
            outcome.unlocked += 1
            if named != standing.named {
                breaks("\(Self.name(command)) lifted a lock without an answer that names it")
            }
        }
    }
}

extension DeviceStatus {
    var life: Int { Int(psdKey?.life ?? 0) }
}

extension PSDKeyID {
    /// No device's key; stands for a device that has none.
    static var nobody: PSDKeyID { PSDKeyID(serial: PSDSerial(0), life: 0) }
}

extension PinnedService {
    /// Whether the money of this grant went back to the customer.
    func isReturned(_ operation: RefillOperation) -> Bool {
        store.state.book(of: operation.psdKey)?.grants
            .contains { $0.operation == operation.id && $0.end == .returned } ?? false
    }
}
