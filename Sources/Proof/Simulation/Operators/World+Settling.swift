import DutyModel
import FundsLedger

extension World {
    /// Everything works again; what is outstanding has to come to its end by itself, and by the operators' work.
    func heal() {
        note("all is healed")
        isHealing = true
        // Those who come now and then while all goes wrong may be minutes away, and find the site down at this moment.
        plan(.operatorActs, in: wait(15_000, 45_000))
        releaseHeld()
        network.liftAll()
        network.planned = network.planned.map { _ in nil }
        serverClock.setRight(at: now)
        for place in machines.indices {
            machines[place].clock.setRight(at: now)
            machines[place].disk.plan(nil)
        }
        for site in sites.indices {
            sites[site].strike = nil
            sites[site].store.fullAfterWrites = nil
        }
        tend()
    }

    /// The operators' work: sites brought together, devices of no use replaced, papers brought again.
    func tend() {
        let primary = pairing.primary
        guard sites[primary].isUp else { return }
        rejoin()
        for place in 0..<2 {
            if machines[place].isForked || machines[place].isDead || isBeyondProof(place) { retire(place) }
            if isAtOdds(place) {
                (machines[place].tablet.cancelWanted, machines[place].tablet.withdrawalWanted) = (true, true)
            }
        }
        let state = sites[primary].store.state
        for book in state.devices {
            let key = book.account.psdKey
            if book.account.standing == .blocked {
                operate(key) { desk, key throws(DutyFailure) in try desk.unlock(key) }
            }
            if book.finalRequest != nil, book.inTransit > 0, !book.account.standing.isEnd {
                operate(key) { desk, key throws(DutyFailure) in
                    let returned = try desk.returnGrants(key)
                    self.note("\(returned.count) on its way to \(key) is given back")
                }
            }
            if office.retired.contains(key), book.account.standing != .retired { retire(key) }
        }
        for place in 0..<2 { unlockForgotten(place) }
        for challan in office.challans where !state.challans.contains(challan.number) { deposit(challan) }
        for challan in office.mistaken where state.challans.contains(challan) && !state.isReversed(challan) {
            // What was spent since by mistake is paid in.
            if reverse(challan) == .accountFundsShort { deposit(newChallan()) }
        }
        let missing = -state.balance(.suspense)
        if missing > 0, office.challans.allSatisfy({ state.challans.contains($0.number) }) { clear(missing) }
        refundSpoils(all: true)
    }

    /// Books that were put back may have forgotten a block that the machine still holds.
    private func unlockForgotten(_ place: Int) {
        let site = pairing.primary
        guard machines[place].known.isLocked, let key = machines[place].known.psdKey,
            let account = sites[site].store.state.book(of: key)?.account,
            account.standing == .active || account.standing == .auditFailed
        else { return }
        machines[place].tablet.auditWanted = true
        // Where it was unlocked since, the audit tells the machine.
        if let newest = account.newestStanding, newest.state == .active, newest.number.epoch == sites[site].epoch {
            return
        }
        operate(key) { desk, key throws(DutyFailure) in try desk.unlock(key) }
    }

    /// Books that were put back may grant, to a request that was under way for long, what the device has seen refused:
    /// the grant is never applied, and no refill follows it. Where the next refill fails for that, or where an operator
    /// sees money on its way to a machine that waits for none, the clerk gives the refill up and withdraws the device.
    private func isAtOdds(_ place: Int) -> Bool {
        fails(place, with: [.sequenceNotNext]) || isSentWhatItDoesNotWant(place)
    }

    private func isSentWhatItDoesNotWant(_ place: Int) -> Bool {
        let machine = machines[place]
        guard machine.isAuditedForEnd, machine.known.phase == .valid, machine.known.outstandingRefill == nil else {
            return false
        }
        return moneyOnItsWay(to: place) > 0
    }

    /// The money on its way to the device of a machine, by the books of whoever serves.
    func moneyOnItsWay(to place: Int) -> Int64 {
        guard let key = machines[place].known.psdKey else { return 0 }
        return sites[pairing.primary].store.state.book(of: key)?.inTransit ?? 0
    }

    /// They may also grant it in the place of one that the device did apply: nobody can prove that one any more.
    private func isBeyondProof(_ place: Int) -> Bool { fails(place, with: [.operationConflict, .grantsMissing]) }

    private func fails(_ place: Int, with codes: Set<FailureCode>) -> Bool {
        let tablet = machines[place].tablet
        guard office.restores > 0, tablet.failures >= 5, let last = tablet.lastFailure else { return false }
        return codes.contains(last)
    }

    /// Machines whose device is of no use get another, so that something goes on that can be struck.
    func replaceDead() {
        rejoin()
        for place in 0..<2 where machines[place].isDead { retire(place) }
    }

    /// A device that was copied, put back or destroyed is taken out of use, and another takes its place.
    func retire(_ place: Int) {
        guard sites[pairing.primary].isUp, let key = machines[place].known.psdKey else { return }
        if sites[pairing.primary].store.state.place(of: key) != nil {
            retire(key)
            guard sites[pairing.primary].store.state.book(of: key)?.account.standing.isEnd == true else { return }
        }
        for copy in machines.indices where machines[copy].copyOf == place {
            machines[copy].isDead = true
            machines[copy].device = nil
            machines[copy].start += 1
        }
        replaceDevice(place)
        if !isHealing { plan(.clerkActs(machine: place), in: wait(2_000, 20_000)) }
    }

    private func retire(_ key: PSDKeyID) {
        office.retired.insert(key)
        operate(key) { desk, key throws(DutyFailure) in try desk.retire(key) }
        operate(key) { desk, key throws(DutyFailure) in
            _ = try desk.settleRetired(key, although: "All copies of the device were found.")
        }
    }

    private func clear(_ missing: Int64) {
        let site = pairing.primary
        do throws(DutyFailure) {
            try transact(at: site) { desk throws(DutyFailure) in
                try desk.clearSuspense(
                    Paise(missing), challan: "CLEAR-\(self.office.cleared)-\(self.now)", customer: Self.customer)
            }
            office.cleared += missing
            beginSync(site)
        } catch {
            breaks("what is in suspense cannot be cleared: \(error)")
        }
    }
}

extension PSDStanding {
    /// Whether the device is out of use.
    var isEnd: Bool { self == .retired || self == .withdrawn }
}
