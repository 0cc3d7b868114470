import DutyModel
import Storage
import Testing

extension TestSite {
    /// The statements that hold of the books after anything whatever happened; each answers no row.
    private static let violations: [SQLStatement] = [
        """
        SELECT operation_id FROM ledger_legs GROUP BY customer, operation_id HAVING SUM(amount_paise) <> 0
        """,
        "SELECT 1 AS broken FROM (SELECT SUM(amount_paise) AS total FROM ledger_legs) AS t WHERE total <> 0",
        """
        SELECT b.account FROM ledger_balances AS b WHERE b.balance_paise <> (SELECT COALESCE(SUM(l.amount_paise), 0)
            FROM ledger_legs AS l WHERE l.customer = b.customer AND l.account = b.account)
        """,
        """
        SELECT DISTINCT l.account FROM ledger_legs AS l LEFT JOIN ledger_balances AS b
            ON b.customer = l.customer AND b.account = l.account WHERE b.account IS NULL
        """,
        "SELECT account FROM ledger_balances WHERE balance_paise < 0 AND account NOT IN ('external-cash', 'suspense')",
        """
        SELECT o.operation_id FROM ledger_operations AS o LEFT JOIN ledger_legs AS l
            ON l.customer = o.customer AND l.operation_id = o.operation_id WHERE l.leg_no IS NULL
        """,
        """
        SELECT p.psd_key FROM psds AS p WHERE p.next_sequence - 1 - p.start_sequence <> (SELECT COUNT(*) FROM grants AS g
            WHERE g.customer = p.customer AND g.psd_key = p.psd_key)
            OR p.granted_paise - p.start_ascending_paise <> (SELECT COALESCE(SUM(g.amount_paise), 0) FROM grants AS g
            WHERE g.customer = p.customer AND g.psd_key = p.psd_key)
        """,
        """
        SELECT p.psd_key FROM psds AS p WHERE (SELECT COALESCE(SUM(g.amount_paise), 0) FROM grants AS g
            WHERE g.customer = p.customer AND g.psd_key = p.psd_key AND g.confirmed_at IS NULL)
            <> (SELECT COALESCE(SUM(b.balance_paise), 0) FROM ledger_balances AS b
            WHERE b.customer = p.customer AND b.account = 'in-transit:' || p.psd_key)
        """,
        """
        SELECT u.customer FROM usage_records AS u GROUP BY u.customer HAVING SUM(u.value_paise) <>
            (SELECT COALESCE(SUM(b.balance_paise), 0) FROM ledger_balances AS b
            WHERE b.customer = u.customer AND b.account LIKE 'consumed-duty:%')
            + (SELECT COALESCE(SUM(r.paid_paise), 0) FROM refunds AS r WHERE r.customer = u.customer)
        """,
    ]

    /// Fails the test for every invariant of the ledger that does not hold.
    func expectSoundLedger(_ location: SourceLocation = #_sourceLocation) async throws {
        for statement in Self.violations {
            let broken = try await backEnd.database.read { (transaction) throws(DutyFailure) in
                try transaction.rows(statement).count
            }
            #expect(broken == 0, "\(statement.markedText)", sourceLocation: location)
        }
    }
}
