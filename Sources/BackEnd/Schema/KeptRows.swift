import Storage

/// A table whose rows a promise rests on: what was written stays as it was written, for ever.
///
/// A stored answer that went missing would be decided a second time, a record set aside may be the last copy there
/// is, a judgement that could be reworded proves nothing.
struct KeptRows {
    let table: String
    /// What one of its rows is, as the failure names it.
    let row: String
    /// The columns that never change; nil for all. The others say what became of the row since.
    var columns: [String]?

    /// Stops SQLite from changing such a row, and from deleting it.
    var triggers: [SQLStatement] { [stay, remain] }

    // Built of names that stand in this file alone; nothing from outside comes near it.

    /// Stops SQLite from changing such a row.
    var stay: SQLStatement {
        let part = columns.map { " OF " + $0.joined(separator: ", ") } ?? ""
        return SQLStatement(
            stringLiteral: """
                CREATE TRIGGER \(table)_stay BEFORE UPDATE\(part) ON \(table)
                BEGIN SELECT RAISE(ABORT, '\(row) is never changed'); END
                """)
    }

    /// Takes `stay` away, for a migration that puts it back.
    var dropStay: SQLStatement { SQLStatement(stringLiteral: "DROP TRIGGER \(table)_stay") }

    private var remain: SQLStatement {
        SQLStatement(
            stringLiteral: """
                CREATE TRIGGER \(table)_remain BEFORE DELETE ON \(table)
                BEGIN SELECT RAISE(ABORT, '\(row) is never deleted'); END
                """)
    }

    /// Kept since the first version of the schema.
    static let money = [
        KeptRows(table: "ledger_legs", row: "a leg"), KeptRows(table: "usage_records", row: "a usage record"),
    ]

    /// Kept since version 2.
    static let decisions = [
        KeptRows(table: "ledger_operations", row: "a booking"),
        KeptRows(table: "refills", row: "a decided refill"),
        KeptRows(
            table: "grants", row: "a grant",
            columns: [
                "customer", "psd_key", "sequence", "operation_id", "amount_paise", "control_total_after_paise",
                "answer_hash",
            ]),
        KeptRows(table: "statements", row: "a statement"),
        KeptRows(
            table: "usage_set_aside", row: "a record set aside",
            columns: ["customer", "psd_key", "counter", "chain_hash", "reason", "record", "received_at"]),
    ]

    /// Kept since version 3.
    static let judgements = [
        KeptRows(table: "audits", row: "a verdict"),
        // Its times are written again: what recurs after it was settled is raised anew.
        KeptRows(table: "alarms", row: "an alarm", columns: ["customer", "psd_key", "code", "detail"]),
    ]

    /// Kept since version 4.
    static let ends = [
        KeptRows(table: "ledger_chain", row: "a link in the chain of bookings"),
        KeptRows(table: "challan_accounts", row: "a challan"),
        KeptRows(
            table: "withdrawals", row: "a withdrawal",
            columns: ["customer", "psd_key", "operation_id", "removed_paise", "last_counter", "life_end", "ordered_at"]
        ),
        KeptRows(table: "spoils", row: "a declaration of a spoiled impression"),
        KeptRows(table: "refunds", row: "a refund"),
    ]

    /// Kept since version 6.
    static let lastWords = [KeptRows(table: "final_requests", row: "a request to be withdrawn")]

    /// Kept since version 8.
    static let reversals = [KeptRows(table: "deposit_reversals", row: "a reversed deposit")]

    /// Kept since version 9.
    static let acts = [
        KeptRows(table: "acts", row: "an act"),
        KeptRows(table: "ended_gaps", row: "what books lacked of the end of a device"),
    ]

    /// Kept since version 11.
    static let standings = [
        KeptRows(table: "standings", row: "a standing"),
        KeptRows(table: "operator_words", row: "a word of an operator"),
    ]

    /// Kept since version 14.
    static let licensedKeys = [KeptRows(table: "licensed_keys", row: "the device that a key is licensed for")]

    /// A booking since version 5: its link is made later in books that were begun before version 4.
    static let bookings = KeptRows(
        table: "ledger_operations", row: "a booking",
        columns: ["customer", "operation_id", "kind", "booked_at", "legs"])
}
