import DutyModel
import Storage

extension LedgerWalk {
    /// Bookings that the chain does not name: put in past it, or left when its end was cut off.
    func findUnlinked() throws(DutyFailure) {
        let rows = try check.transaction.rows(
            """
            SELECT operation_id FROM ledger_operations AS o WHERE customer = \(check.customer) AND NOT EXISTS
            (SELECT 1 FROM ledger_chain AS c WHERE c.customer = o.customer AND c.operation_id = o.operation_id)
            LIMIT \(Int64(CheckReport.findingsKept))
            """)
        for row in rows {
            let id = (try? row.text("operation_id")) ?? "?"
            check.tally.find(.chainComplete, "ledger_operations", id, "The booking has no link in the chain.")
        }
    }

    /// Adds up the legs of bookings that the chain does not name, so that balances are compared with all legs.
    func addUnlinkedLegs() throws(DutyFailure) {
        try check.transaction.eachPage(
            check.checker,
            from: { last in
                let id = (try? last?.text("operation_id")) ?? ""
                let number = (try? last?.integer("leg_no")) ?? 0
                return """
                    SELECT l.operation_id, l.leg_no, l.account, l.amount_paise, o.kind FROM ledger_legs AS l
                    LEFT JOIN ledger_operations AS o ON o.customer = l.customer AND o.operation_id = l.operation_id
                    WHERE l.customer = \(check.customer) AND (l.operation_id, l.leg_no) > (\(id), \(number))
                    AND NOT EXISTS (SELECT 1 FROM ledger_chain AS c
                        WHERE c.customer = l.customer AND c.operation_id = l.operation_id)
                    ORDER BY l.operation_id, l.leg_no LIMIT \(BooksChecker.pageSize)
                    """
            }
        ) { (rows) throws(DutyFailure) in
            for row in rows {
                let key = "\((try? row.text("operation_id")) ?? "?") \((try? row.integer("leg_no")) ?? 0)"
                let leg = check.tally.reading("ledger_legs", key) { () throws(DutyFailure) in
                    (name: try row.text("account"), amount: try row.amount("amount_paise"))
                }
                guard let leg else { continue }
                totals.accounts[leg.name, default: CheckedSum()].add(leg.amount)
                if try row.value("kind") == .null {
                    check.tally.find(.bookingLegs, "ledger_legs", key, "The leg belongs to no booking.")
                }
            }
        }
    }
}
