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
            guard let first = links.first, let last = links.last else { break }
            let legs = try legs(from: first, through: last)
            for link in links { try visit(link, legs: legs) }
            try check.checker.pace()
            // A place that cannot be read or lies before the last one would be read for ever.
            guard let next = try? last.count("place", as: UInt64.self), next == place else { break }
        }
        try findUnlinked()
        try addUnlinkedLegs()
    }

    private func links(after place: UInt64) throws(DutyFailure) -> [SQLRow] {
        try check.transaction.rows(
            """
            SELECT c.place, c.operation_id, c.chain_hash, o.kind, o.booked_at FROM ledger_chain AS c
            LEFT JOIN ledger_operations AS o ON o.customer = c.customer AND o.operation_id = c.operation_id
            WHERE c.customer = \(check.customer) AND c.place > \(place) ORDER BY c.place LIMIT \(BooksChecker.pageSize)
            """)
    }

    private func legs(from first: SQLRow, through last: SQLRow) throws(DutyFailure) -> [String: [SQLRow]] {
        let rows = try check.transaction.rows(
            """
            SELECT l.operation_id, l.leg_no, l.account, l.amount_paise FROM ledger_chain AS c
            JOIN ledger_legs AS l ON l.customer = c.customer AND l.operation_id = c.operation_id
            WHERE c.customer = \(check.customer) AND c.place >= \(try first.integer("place"))
            AND c.place <= \(try last.integer("place")) ORDER BY c.place, l.leg_no
            """)
        return Dictionary(grouping: rows) { (try? $0.text("operation_id")) ?? "" }
    }

    private func visit(_ link: SQLRow, legs: [String: [SQLRow]]) throws(DutyFailure) {
        let at = try link.count("place", as: UInt64.self)
        let id = (try? link.text("operation_id")) ?? "?"
        if at != place + 1 {
            check.tally.find(.chainGapless, "ledger_chain", "\(at) \(id)", "Place \(at) follows place \(place).")
        }
        place = at
        let before = previous
        guard
            let hash = check.tally.reading(
                "ledger_chain", "\(at) \(id)",
                { () throws(DutyFailure) in try link.byteValue("chain_hash", as: ContentHash.self) })
        else { return }
        previous = hash
        guard try link.value("kind") != .null else {
            check.tally.find(
                .chainComplete, "ledger_chain", "\(at) \(id)", "The chain links the booking \(id), which is missing.")
            return
        }
        check.tally.report.operations += 1
        guard let booking = read(link, id: id, legs: legs[id] ?? []) else { return }
        let wanted = LedgerLink.hash(booking.operation, place: at, bookedAt: booking.bookedAt, previous: before)
        if wanted != hash {
            check.tally.find(
                .chainHash, "ledger_chain", "\(at) \(id)",
                "The link at place \(at) is not that of the booking \(id) after the link before it.")
        }
        try BookingFactCheck(check: check, totals: totals).run(booking.operation, booking.fact)
    }

    /// The booking, where it is one; everything that is not right with its form is found here.
    private func read(
        _ link: SQLRow, id: String, legs rows: [SQLRow]
    ) -> (operation: LedgerOperation, fact: BookingFact, bookedAt: Timestamp)? {
        let tally = check.tally
        var legs: [LedgerLeg] = []
        for (index, row) in rows.enumerated() {
            guard let leg = readLeg(row, number: index + 1, of: id) else { continue }
            legs.append(leg)
        }
        guard legs.count == rows.count else { return nil }
        guard let text = try? link.text("kind"), let kind = LedgerOperation.Kind(rawValue: text),
            let fact = BookingFact(id: id, kind: kind)
        else {
            tally.find(.bookingName, "ledger_operations", id, "The name of the booking and its kind do not fit.")
            return nil
        }
        if let fault = BookingShape.fault(of: fact, legs: legs) {
            tally.find(.bookingLegs, "ledger_legs", id, "The booking \(fault).")
        }
        return tally.reading("ledger_operations", id) { () throws(DutyFailure) in
            let name = String(id.dropFirst(kind.rawValue.count + 1))
            let operation = try LedgerOperation(customer: check.customer, kind: kind, name: name, legs: legs)
            return (operation, fact, try link.time("booked_at"))
        }
    }

    private func readLeg(_ row: SQLRow, number: Int, of id: String) -> LedgerLeg? {
        let tally = check.tally
        let read = tally.reading("ledger_legs", "\(id) \(number)") { () throws(DutyFailure) in
            (name: try row.text("account"), amount: try row.amount("amount_paise"), number: try row.integer("leg_no"))
        }
        guard let read else { return nil }
        totals.accounts[read.name, default: CheckedSum()].add(read.amount)
        if read.number != number {
            tally.find(.bookingLegs, "ledger_legs", "\(id) \(read.number)", "The leg should have the number \(number).")
        }
        guard let account = try? LedgerAccount(name: read.name) else {
            tally.find(
                .bookingLegs, "ledger_legs", "\(id) \(read.number)", "“\(read.name.prefix(64))” is no account.")
            return nil
        }
        return LedgerLeg(account, read.amount)
    }
}
