import DutyModel
import FundsLedger

extension World {
    /// Every invariant of the ledger, on the books of whoever serves.
    func checkBooks() {
        let state = sites[pairing.primary].store.state
        if let broken = state.broken { return breaks("the books: \(broken)") }
        if state.balances.values.reduce(0, +) != 0 { breaks("the balances do not sum to zero") }
        for book in state.devices { check(book, in: state) }
        if let suspected = state.devices.first(where: { $0.account.standing == .cloneSuspected })?.account.psdKey,
            !truth.isForked(suspected)
        {
            breaks("the honest device \(suspected) is locked as a clone")
        }
    }

    private func check(_ book: DeviceBook, in state: BookState) {
        let (account, key) = (book.account, book.account.psdKey)
        var sequence = account.start.appliedSequence
        var unresolved: Int64 = 0
        for row in book.grants {
            sequence += 1
            if row.grant.sequence != sequence { breaks("the grants of \(key) are not gapless at \(sequence)") }
            if row.end == nil { unresolved += row.grant.amount.count }
            if row.end == .returned, account.standing != .retired, !truth.ending.contains(key) {
                breaks("grant \(sequence) of \(key) was voided")
            }
        }
        if account.nextSequence != sequence + 1 {
            breaks("\(key) is to have grant \(account.nextSequence) after \(sequence)")
        }
        if unresolved != state.balance(.inTransit(key)) || unresolved != book.inTransit {
            breaks("in transit to \(key) are not its unresolved grants")
        }
        let total = book.grants.last?.grant.controlTotalAfter ?? account.start.ascending
        if account.controlTotal != total { breaks("the control total of \(key) is not its grants'") }
        let records = book.usage.count + Set(book.aside.values.filter { book.usage[$0] == nil }).count
        if Int(book.head.point.counter - account.start.itemCount) != records, !truth.isForked(key) {
            breaks("the usage records of \(key) are not contiguous")
        }
        for (counter, refund) in book.refunds where refund.paid > book.usage[counter]?.duty.value ?? .zero {
            breaks("more was refunded than impression \(counter) cost")
        }
    }

    /// All that was outstanding is finished.
    var isSettled: Bool {
        guard case .paired = pairing, sites[0].isUp, sites[1].isUp, sites.allSatisfy({ $0.waiting.isEmpty }),
            sites[0].durable == sites[1].durable, sites.allSatisfy({ $0.durable == $0.store.log.count }),
            sites[0].store.state.balance(.suspense) == 0,
            office.challans.allSatisfy({ sites[0].store.state.challans.contains($0.number) }),
            office.mistaken.allSatisfy({ sites[0].store.state.isReversed($0) })
        else { return false }
        return (0..<2).allSatisfy { place in
            let (machine, known) = (machines[place], machines[place].known)
            return machine.device != nil && known.phase == .valid && known.outstandingRefill == nil
                && known.durableThrough == known.itemCount && known.unacknowledgedSpoils == 0
                && known.auditDifferences.isEmpty
                && !known.isLocked
                && machine.isAuditedForEnd && !machine.isForked && machine.tablet.talk == nil
                && moneyOnItsWay(to: place) == 0 && machine.tablet.clerk == nil && clerks.open(at: place).isEmpty
        }
    }

    /// What is not finished, in words.
    var unsettled: String {
        var words: [String] = ["\(pairing)"]
        for place in 0..<2 {
            let (machine, known) = (machines[place], machines[place].known)
            words.append(
                "machine \(place): \(known.phase), device \(machine.device != nil), refill \(known.outstandingRefill != nil), "
                    + "unsent \(known.itemCount - min(known.itemCount, known.durableThrough)), spoils \(known.unacknowledgedSpoils), "
                    + "differences \(!known.auditDifferences.isEmpty), locked \(known.isLocked), audited \(machine.isAuditedForEnd), "
                    + "open acts \(clerks.open(at: place).map { "\(truth.acts[$0].map { "\($0)" } ?? "none")" }), talk \(machine.tablet.talk?.name ?? "none"), last \(machine.tablet.lastFailure?.rawValue ?? "none")"
            )
        }
        return words.joined(separator: "; ")
    }

    /// At the end books, devices and cash agree to the paisa.
    func checkEnd() {
        checkBooks()
        let state = sites[pairing.primary].store.state
        requirePromises(at: pairing.primary, "at the end")
        for place in 0..<2 {
            checkEnd(of: machines[place], state)
            checkActs(of: place)
        }
        var cash: Int64 = 0
        for challan in office.challans where !office.mistaken.contains(challan.number) { cash += challan.paise }
        if -state.balance(.externalCash) != cash + office.cleared {
            breaks("\(cash + office.cleared) paise came in, the books hold \(-state.balance(.externalCash))")
        }
        if state.balance(.suspense) != 0 { breaks("\(state.balance(.suspense)) paise are in suspense") }
        // One site is the other, to the last transaction.
        if sites[0].durable != sites[1].durable { breaks("the sites hold different numbers of transactions") }
    }

    /// Of each impression whose print never came out, of whichever life, something can still be done about it.
    private func checkPrints(of machine: Machine) {
        guard let device = machine.device else { return }
        let standings = device.printStandings(limit: Self.deviceLimits.unsentRecordsMaximum)
        for (counter, standing) in standings where !standing.state.isSettled {
            if standing.open.isEmpty {
                breaks("nobody can do anything about the print of impression \(counter): \(standing.state)")
            }
        }
        guard let key = machine.known.psdKey else { return }
        for (counter, numbers) in truth.delivered[key.serial] ?? [:]
        where !numbers.isSubset(of: truth.papers[key.serial]?[counter] ?? []) {
            breaks("a print of impression \(counter) counts as delivered and is nowhere")
        }
    }

    private func checkEnd(of machine: Machine, _ state: BookState) {
        checkPrints(of: machine)
        let known = machine.known
        guard let key = known.psdKey, let book = state.book(of: key) else {
            return breaks("a device is not in the books")
        }
        let head = book.head.point
        if state.balance(.psdValue(key)) != known.descending {
            breaks("\(key) holds \(known.descending), the books say \(state.balance(.psdValue(key)))")
        }
        if book.inTransit != 0 { breaks("\(book.inTransit) paise are still in transit to \(key)") }
        if book.account.controlTotal.count != known.ascending + known.descending {
            breaks(
                "\(key) was granted \(book.account.controlTotal.count) and has \(known.ascending + known.descending)")
        }
        if book.account.nextSequence != known.appliedSequence + 1 {
            breaks("\(key) applied \(known.appliedSequence) refills, not all")
        }
        if head.counter != known.itemCount || head.ascending.count != known.ascending || !book.aside.isEmpty {
            breaks("\(key) made \(known.itemCount) impressions, the books hold \(head.counter)")
        }
        for (counter, mark) in truth.impressions[key] ?? [:] where book.usage[counter]?.mark != mark {
            breaks("impression \(counter) of \(key) is not on the books as it was made")
        }
    }
}
