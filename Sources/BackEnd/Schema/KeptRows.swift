import Storage

/// Rows that a promise rests on: what was decided stays as it was decided, in the tables and for ever.
///
/// A stored answer that went missing would be decided a second time, a record set aside may be the last copy there
/// is. PostgreSQL takes the right to UPDATE and DELETE away instead.
enum KeptRows {
    /// Stops SQLite from deleting such a row, and from changing any part of it but the one that says what became
    /// of it since.
    static let triggers: [SQLStatement] = [
        """
        CREATE TRIGGER ledger_operations_stay BEFORE UPDATE ON ledger_operations
        BEGIN SELECT RAISE(ABORT, 'a booking is never changed'); END
        """,
        """
        CREATE TRIGGER ledger_operations_remain BEFORE DELETE ON ledger_operations
        BEGIN SELECT RAISE(ABORT, 'a booking is never deleted'); END
        """,
        """
        CREATE TRIGGER refills_stay BEFORE UPDATE ON refills
        BEGIN SELECT RAISE(ABORT, 'a decided refill is never changed'); END
        """,
        """
        CREATE TRIGGER refills_remain BEFORE DELETE ON refills
        BEGIN SELECT RAISE(ABORT, 'a decided refill is never deleted'); END
        """,
        """
        CREATE TRIGGER grants_stay BEFORE UPDATE OF customer, psd_key, sequence, operation_id, amount_paise,
            control_total_after_paise, answer_hash ON grants
        BEGIN SELECT RAISE(ABORT, 'a grant is never changed'); END
        """,
        """
        CREATE TRIGGER grants_remain BEFORE DELETE ON grants
        BEGIN SELECT RAISE(ABORT, 'a grant is never deleted'); END
        """,
        """
        CREATE TRIGGER statements_stay BEFORE UPDATE ON statements
        BEGIN SELECT RAISE(ABORT, 'a statement is never changed'); END
        """,
        """
        CREATE TRIGGER statements_remain BEFORE DELETE ON statements
        BEGIN SELECT RAISE(ABORT, 'a statement is never deleted'); END
        """,
        """
        CREATE TRIGGER usage_set_aside_stay BEFORE UPDATE OF customer, psd_key, counter, chain_hash, reason, record,
            received_at ON usage_set_aside
        BEGIN SELECT RAISE(ABORT, 'a record set aside is never changed'); END
        """,
        """
        CREATE TRIGGER usage_set_aside_remain BEFORE DELETE ON usage_set_aside
        BEGIN SELECT RAISE(ABORT, 'a record set aside is never deleted'); END
        """,
    ]
}
