import DutyModel
import Storage

extension LedgerWalk {
    /// Bookings without a place in the chain: put in past it, or left when its end was cut off. Their legs count, so that
    /// balances are compared with all of them.
    func visitUnlinked() throws(DutyFailure) {
        var after: String?
        while true {
            let rows = try unlinked(after: after)
            for row in rows {
                let id = (try? row.text("operation_id")) ?? "?"
                find(.chainComplete, id, "The booking has no link in the chain.")
                _ = readLegs(of: row, id: id)
            }
            try check.checker.pace()
            // A page that ends in a name that cannot be read or goes back would be read for ever.
            guard let last = try? rows.last?.text("operation_id"),
                after.map({ $0.utf8.lexicographicallyPrecedes(last.utf8) }) ?? true
            else { return }
            after = last
        }
    }

    private func unlinked(after id: String?) throws(DutyFailure) -> [SQLRow] {
        try check.transaction.rows(
            """
            SELECT operation_id, legs FROM ledger_operations
            WHERE customer = \(check.customer) AND (place IS NULL OR place <= 0)
            AND (\(id) IS NULL OR operation_id > \(id)) ORDER BY operation_id LIMIT \(BooksChecker.pageSize)
            """)
    }
}
