import DutyModel
import Storage

extension LedgerWalk {
    /// Bookings without a place in the chain: put in past it, or left when its end was cut off. Their legs count, so that
    /// balances are compared with all of them.
    func visitUnlinked() throws(DutyFailure) {
        try check.transaction.eachPage(
            check.checker,
            from: { last in
                let id = (try? last?.text("operation_id")) ?? ""
                return """
                    SELECT operation_id, legs FROM ledger_operations
                    WHERE customer = \(check.customer) AND operation_id > \(id) AND place IS NULL
                    ORDER BY operation_id LIMIT \(BooksChecker.pageSize)
                    """
            }
        ) { (rows) throws(DutyFailure) in
            for row in rows {
                let id = (try? row.text("operation_id")) ?? "?"
                check.tally.find(.chainComplete, "ledger_operations", id, "The booking has no link in the chain.")
                _ = readLegs(of: row, id: id)
            }
        }
    }
}
