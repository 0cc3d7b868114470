import DutyModel
import FundsLedger
import Signing
import Storage

/// Walks along a customer's hash chain: every booking in the order in which it was made.
final class LedgerWalk {
    let check: CustomerCheck
    let totals: LedgerTotals
    private var previous = ContentHash.zero
    private var place: UInt64 = 0

    init(check: CustomerCheck, totals: LedgerTotals) {
        self.check = check
        self.totals = totals
    }

    func walk() throws(DutyFailure) {
        while true {
            let links = try links(after: place)
            guard let last = links.last else { break }
            for link in links { try visit(link) }
            try check.checker.pace()
            // A place that cannot be read or lies before the last one would be read for ever.
            guard (try? last.count("place")) == place else { break }
        }
        try visitUnlinked()
    }

    private func links(after place: UInt64) throws(DutyFailure) -> [SQLRow] {
        try check.transaction.rows(
            """
            SELECT place, operation_id, chain_hash, kind, booked_at, legs FROM ledger_operations
            WHERE customer = \(check.customer) AND place > \(place) ORDER BY place LIMIT \(BooksChecker.pageSize)
            """)
    }

    private func visit(_ link: SQLRow) throws(DutyFailure) {
        let at: UInt64 = try link.count("place")
        let id = (try? link.text("operation_id")) ?? "?"
        if at != place + 1 { find(.chainGapless, "\(at) \(id)", "Place \(at) follows place \(place).") }
        place = at
        let before = previous
        let linked: ContentHash? = check.tally.reading("ledger_operations", "\(at) \(id)") { () throws(DutyFailure) in
            try link.byteValue("chain_hash")
        }
        guard let hash = linked else { return }
        previous = hash
        check.tally.report.operations += 1
        guard let booking = read(link, id: id) else { return }
        let wanted = LedgerLink.hash(booking.operation, place: at, bookedAt: booking.bookedAt, previous: before)
        if wanted != hash {
            find(
                .chainHash, "\(at) \(id)",
                "The link at place \(at) is not that of the booking \(id) after the link before it.")
        }
        try BookingFactCheck(check: check, totals: totals).run(booking.operation, booking.fact)
    }

    /// The booking, where it is one; everything that is not right with its form is found here.
    private func read(
        _ link: SQLRow, id: String
    ) -> (operation: LedgerOperation, fact: BookingFact, bookedAt: Timestamp)? {
        guard let legs = readLegs(of: link, id: id) else { return nil }
        guard let text = try? link.text("kind"), let kind = LedgerOperation.Kind(rawValue: text),
            let fact = BookingFact(id: id, kind: kind)
        else {
            find(.bookingName, id, "The name of the booking and its kind do not fit.")
            return nil
        }
        if let fault = BookingShape.fault(of: fact, legs: legs) { find(.bookingLegs, id, "The booking \(fault).") }
        return check.tally.reading("ledger_operations", id) { () throws(DutyFailure) in
            let name = String(id.dropFirst(kind.rawValue.count + 1))
            let operation = try LedgerOperation(customer: check.customer, kind: kind, name: name, legs: legs)
            return (operation, fact, try link.time("booked_at"))
        }
    }

    func find(_ invariant: CheckInvariant, _ name: String, _ message: String) {
        check.tally.find(invariant, "ledger_operations", name, message)
    }

    /// The legs in a booking's row, added to what each account should hold; nil where one is not readable.
    func readLegs(of row: SQLRow, id: String) -> [LedgerLeg]? {
        guard let parts = (try? row.text("legs")).flatMap({ LedgerLegsText.parts(of: $0) }) else {
            find(.bookingLegs, id, "The legs of the booking cannot be read.")
            return nil
        }
        var legs: [LedgerLeg] = []
        for part in parts {
            totals.accounts[part.account, default: CheckedSum()].add(part.amount)
            guard let account = try? LedgerAccount(name: part.account) else {
                find(.bookingLegs, id, "“\(part.account.prefix(64))” is no account.")
                continue
            }
            legs.append(LedgerLeg(account, part.amount))
        }
        return legs.count == parts.count ? legs : nil
    }
}
