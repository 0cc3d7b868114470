import DutyModel
import FundsLedger

/// Operators of the back end: honest people at the wrong moment.
extension AdversaryWorld {
    func operatorActs(_ place: Int) {
        guard let key = bases[place].figures.psdKey else { return }
        switch random.below(16) {
        case 0...2: deposit()
        case 3...4: operate { desk throws(DutyFailure) in try desk.block(key) }
        case 5...8: unlockAll()
        case 9: operate { desk throws(DutyFailure) in try desk.wantAudit(of: key) }
        case 10: operate { desk throws(DutyFailure) in _ = try desk.returnGrants(key) }
        case 11:
            guard let rules = World.refundRules else { return }
            let counter = counter(place)
            operate { desk throws(DutyFailure) in
                _ = try desk.refund(counter, of: key, rules: rules, although: "Both prints were found.")
            }
        case 12: if random.oneIn(10) { replace(place, key) }
        default: if bases[place].figures.phase == .initialised { permit(place) }
        }
    }

    /// Money comes in, while there is little of it.
    func deposit() {
        challans += 1
        let (number, amount) = ("CH-\(challans)", Paise(Int64(300_000 + random.below(3_000_000))))
        operate { desk throws(DutyFailure) in
            try desk.deposit(amount, challan: number, customer: World.customer)
        }
    }

    private func unlockAll() {
        for base in bases {
            guard let key = base.figures.psdKey else { continue }
            operate { desk throws(DutyFailure) in _ = try desk.unlock(key) }
        }
    }

    /// A device is taken out of use and gets no more funds; later another one takes its place.
    private func replace(_ place: Int, _ key: PSDKeyID) {
        if service.store.state.book(of: key)?.account.standing == .retired {
            addBase(at: place)
        } else {
            operate { desk throws(DutyFailure) in try desk.retire(key) }
        }
    }

    private func operate(_ act: (FundsDesk<SimulatedBooks>) throws(DutyFailure) -> Void) {
        do throws(DutyFailure) {
            try service.transact(at: time) { desk throws(DutyFailure) in try act(desk) }
        } catch {
            if error.code == .ledgerBroken || error.code == .internalError { breaks("the books say: \(error)") }
        }
    }
}
