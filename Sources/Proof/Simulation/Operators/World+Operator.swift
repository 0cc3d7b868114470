import DutyModel
import FundsLedger

extension World {
    static let refundRules = try? RefundSchedule.bundled()

    /// An operator does something now and then.
    ///
    /// Once all is healed they look every half minute or so, whatever the machines do: a trial in which they waited for
    /// something to happen would stand still where every machine has stopped.
    func operatorActs() {
        guard !isHealing else {
            plan(.operatorActs, in: wait(15_000, 45_000))
            return tend()
        }
        plan(.operatorActs, in: wait(15_000, 240_000))
        office.acts += 1
        if case .single = pairing, random.oneIn(2) { rejoin() }
        if plan.needsRestore, office.restores < 2, office.acts > 6, random.oneIn(3) { restoreBackup() }
        if plan.needsWithdrawal, office.acts > 8, random.oneIn(4) {
            machines[random.below(2)].tablet.withdrawalWanted = true
        }
        if plan.needsStanding, random.oneIn(4) {
            operate { desk, key throws(DutyFailure) in try desk.block(key) }
        }
        if bug == .voidsOnTimeout { voidGrants() }
        operatorAct()
    }

    /// One act of an operator, at whatever moment.
    func operatorAct() {
        switch random.below(16) {
        case 0...3: deposit(newChallan())
        case 4...5:
            if let challan = office.challans.last { deposit(challan) }
        case 6:
            if !office.challans.isEmpty { deposit(office.challans[random.below(office.challans.count)]) }
        case 7...8: askAudit(random.below(2))
        case 9: operate { desk, key throws(DutyFailure) in try desk.block(key) }
        case 10: operate { desk, key throws(DutyFailure) in try self.unlock(key, desk) }
        case 11: operate { desk, key throws(DutyFailure) in _ = try desk.settleRetired(key) }
        case 12: operate { desk, key throws(DutyFailure) in _ = try desk.returnGrants(key) }
        case 13: reverseMistake()
        default: refundSpoils(all: false)
        }
    }

    func newChallan() -> (number: String, paise: Int64) {
        let challan = ("CH-\(office.challans.count + 1)", Int64(100_000 + random.below(900_000)))
        office.challans.append(challan)
        return challan
    }

    /// Pays a challan in; it counts once, however often it is brought.
    func deposit(_ challan: (number: String, paise: Int64)) {
        let site = pairing.primary
        guard sites[site].isUp else { return }
        do throws(DutyFailure) {
            try transact(at: site) { desk throws(DutyFailure) in
                try desk.deposit(Paise(challan.paise), challan: challan.number, customer: Self.customer)
            }
            note("challan \(challan.number) is paid in")
            release(.deposit(challan: challan.number, paise: challan.paise), at: site, isLookup: false, isUsage: false)
        } catch {
            note("challan \(challan.number): \(error.code.rawValue)")
        }
    }

    /// A deposit was booked by mistake, or one that was is brought up again.
    private func reverseMistake() {
        if let mistaken = office.mistaken.last, random.oneIn(2) {
            reverse(mistaken)
            return
        }
        guard office.mistaken.count < 2, let challan = office.challans.last?.number,
            !office.mistaken.contains(challan)
        else { return }
        office.mistaken.append(challan)
        reverse(challan)
    }

    /// Takes a deposit out again; it counts once, however often that is asked for. Gives why it was refused.
    @discardableResult
    func reverse(_ challan: String) -> FailureCode? {
        let site = pairing.primary
        guard sites[site].isUp else { return nil }
        do throws(DutyFailure) {
            try transact(at: site) { desk throws(DutyFailure) in
                _ = try desk.reverseDeposit(challan: challan, because: "It was booked by mistake.")
            }
            note("challan \(challan) is reversed")
            release(.reversal(challan: challan), at: site, isLookup: false, isUsage: false)
            return nil
        } catch {
            note("challan \(challan) is not reversed: \(error.code.rawValue)")
            return error.code
        }
    }

    private func askAudit(_ place: Int) {
        machines[place].tablet.auditWanted = true
        operate { desk, key throws(DutyFailure) in try desk.wantAudit(of: key) }
    }

    private func unlock(_ key: PSDKeyID, _ desk: FundsDesk<SimulatedBooks>) throws(DutyFailure) {
        // Nobody lifts the suspicion of a clone before the copies are found.
        if try desk.books.device(key)?.standing == .blocked { try desk.unlock(key) }
    }

    /// Something done to the books about one of the devices.
    func operate(_ key: PSDKeyID? = nil, _ act: (FundsDesk<SimulatedBooks>, PSDKeyID) throws(DutyFailure) -> Void) {
        let site = pairing.primary
        guard sites[site].isUp, let key = key ?? machines[random.below(2)].known.psdKey else { return }
        let held = sites[site].store.log.count
        do throws(DutyFailure) {
            try transact(at: site) { desk throws(DutyFailure) in try act(desk, key) }
        } catch {
            note("an operator is refused: \(error.code.rawValue)")
        }
        truthOfTransaction(at: site, since: held, nil)
        beginSync(site)
    }

    /// Refunds what was declared spoiled; the same impression is asked for again now and then.
    func refundSpoils(all: Bool) {
        guard let rules = Self.refundRules else { return }
        for (key, counters) in office.spoils.sorted(by: { "\($0.key)" < "\($1.key)" }) {
            for counter in counters.sorted() where all || random.oneIn(2) {
                operate(key) { desk, key throws(DutyFailure) in
                    let paid = try desk.refund(
                        counter, of: key, rules: rules, although: all ? "All copies of the device were found." : nil)
                    self.note("refund of \(counter): \(paid.paid.count)")
                }
            }
        }
    }

    /// A planted bug: what is in transit for long goes back to the customer.
    private func voidGrants() {
        for place in 0..<2 {
            operate(machines[place].known.psdKey) { desk, key throws(DutyFailure) in
                guard let device = try desk.books.device(key) else { return }
                for grant in try desk.books.grantsInTransit(through: .max, of: device) {
                    let booking = try LedgerOperation.grantReturn(of: grant, psdKey: key, customer: Self.customer)
                    _ = try desk.books.post(booking, at: self.serverClock.time(at: self.now))
                    try desk.books.settle(grant, as: .returned, of: device, at: self.serverClock.time(at: self.now))
                }
            }
        }
    }
}
