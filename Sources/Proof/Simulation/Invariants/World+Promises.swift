import DutyModel
import Exchanges
import FundsLedger
import Tablet

extension World {
    /// A transaction was carried out at a site.
    func truthOfTransaction(at site: Int, since held: Int, _ question: ServiceQuestion?) {
        let store = sites[site].store
        if let broken = store.state.broken { breaks("the books: \(broken)") }
        // What an old primary writes leaves nobody's hands.
        guard store.log.count > held, pairing.primary == site else { return }
        for write in store.log[held] {
            switch write {
            case .device(let account):
                note("\(account.psdKey) stands \(account.standing.rawValue)")
                if account.standing == .cloneSuspected, !truth.isForked(account.psdKey) {
                    breaks("the honest device \(account.psdKey) is locked as a clone")
                }
                if account.lastStatement == nil, account.statementCounter == account.start.statementCounter {
                    raiseRestoreFloor(site)
                }
            case .withdrawal: raiseRestoreFloor(site)
            case .answer(let answer):
                // A report brings back a grant that was given before.
                if case .refill? = question, case .granted = answer.decision,
                    truth.told[answer.operation.psdKey]?.isContradiction == true
                {
                    breaks("\(answer.operation.psdKey) was refilled after it had shown that there are two of it")
                }
            default: break
            }
        }
    }

    private func raiseRestoreFloor(_ site: Int) {
        office.restoreFloor = max(office.restoreFloor, sites[site].store.log.count)
    }

    /// An answer leaves a service: it can never be taken back.
    func truthOfLeaving(_ reply: Result<ServiceReply, DutyFailure>, _ heard: RegisterStatement?) {
        if let heard, truth.isForked(heard.psdKey) { truth.told[heard.psdKey, default: Truth.Told()].hear(heard) }
        switch reply {
        case .success(.refillAnswer(let answered)):
            let answer = answered.answer
            let before = truth.answers.updateValue(answer, forKey: answer.operation.id)
            if let before, before.signature != answer.signature || before.decision != answer.decision {
                breaks("the operation \(answer.operation.id) was answered with other bytes than before")
            }
        case .success(.usageReceipt(let receipt)):
            truth.receipts[receipt.psdKey] = max(truth.receipts[receipt.psdKey] ?? 0, receipt.durableThrough)
            truth.receiptsEver[receipt.psdKey] = max(truth.receiptsEver[receipt.psdKey] ?? 0, receipt.durableThrough)
        case .failure(let failure) where failure.code == .ledgerBroken || failure.code == .internalError:
            breaks("a service says: \(failure.message)")
        default: break
        }
    }

    /// Whoever serves from here on keeps every promise that left a service.
    func requirePromises(at site: Int, _ moment: String) {
        let state = sites[site].store.state
        for (id, answer) in truth.answers where state.answers[id]?.signature != answer.signature {
            breaks("the decision on \(id) is lost \(moment)")
        }
        for (key, through) in truth.receipts where through > state.book(of: key)?.head.point.counter ?? 0 {
            breaks("records of \(key) that a receipt covers are lost \(moment)")
        }
        for challan in truth.deposits.keys where !state.challans.contains(challan) {
            breaks("challan \(challan) is lost \(moment)")
        }
        for challan in truth.reversals where !state.isReversed(challan) {
            breaks("the reversal of challan \(challan) is lost \(moment)")
        }
    }

    /// A backup takes back what it lost: from then on only what it holds is promised.
    func truthOfRestore(_ state: BookState) {
        truth.answers = truth.answers.filter { state.answers[$0.key]?.signature == $0.value.signature }
        for (key, through) in truth.receipts {
            truth.receipts[key] = min(through, state.book(of: key)?.head.point.counter ?? 0)
        }
        truth.deposits = truth.deposits.filter { state.challans.contains($0.key) }
        truth.reversals = truth.reversals.filter { state.isReversed($0) }
        truth.told = [:]
    }
}
