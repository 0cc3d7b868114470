import Storage

extension BackEndSchema {
    /// Version 5: a booking is one row, with its legs and its link in the customer's hash chain.
    ///
    /// In three tables a booking took four rows and nine entries of indexes, which were half of what a refill wrote; and
    /// a leg or a link could go missing by itself. What reads legs one by one reads the view `ledger_legs`.
    static let bookingsInOneRow: [SQLStatement] =
        columns + [
            KeptRows.bookings.dropStay, takeIn, "DROP TABLE ledger_legs", "DROP TABLE ledger_chain",
            "CREATE UNIQUE INDEX ledger_operations_by_place ON ledger_operations (customer, place)", legsView,
            KeptRows.bookings.stay, linkStays,
        ]

    private static let columns: [SQLStatement] = [
        // As text such as [["customer-funds",-500],["in-transit:P1-1",500]].
        "ALTER TABLE ledger_operations ADD COLUMN legs TEXT NOT NULL DEFAULT '[]'",
        "ALTER TABLE ledger_operations ADD COLUMN place BIGINT",
        "ALTER TABLE ledger_operations ADD COLUMN chain_hash TEXT",
    ]

    private static let takeIn: SQLStatement = """
        UPDATE ledger_operations AS o SET
            legs = (SELECT json_group_array(json_array(account, amount_paise)) FROM
                (SELECT account, amount_paise FROM ledger_legs AS l WHERE l.customer = o.customer
                AND l.operation_id = o.operation_id ORDER BY leg_no)),
            (place, chain_hash) = (SELECT place, chain_hash FROM ledger_chain AS c
                WHERE c.customer = o.customer AND c.operation_id = o.operation_id)
        """

    // A text that somebody damaged has no legs here; who checks the books reads it whole and says so.
    private static let legsView: SQLStatement = """
        CREATE VIEW ledger_legs AS
        SELECT o.customer, o.operation_id, l.key + 1 AS leg_no,
            CASE l.type WHEN 'array' THEN json_extract(l.value, '$[0]') END AS account,
            CASE WHEN l.type = 'array' AND json_type(l.value, '$[1]') = 'integer'
                THEN json_extract(l.value, '$[1]') END AS amount_paise
        FROM ledger_operations AS o, json_each(CASE WHEN json_valid(o.legs) THEN o.legs ELSE '[]' END) AS l
        """

    // Books begun before version 4 are linked once; a link that is there stays.
    private static let linkStays: SQLStatement = """
        CREATE TRIGGER ledger_operations_linked BEFORE UPDATE OF place, chain_hash ON ledger_operations
        WHEN OLD.place IS NOT NULL
        BEGIN SELECT RAISE(ABORT, 'a link in the chain of bookings is never changed'); END
        """
}
