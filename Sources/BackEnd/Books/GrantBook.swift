import DutyModel
import FundsLedger
import Storage

/// The grants of a device within one transaction.
struct GrantBook {
    let transaction: any SQLTransaction

    /// The grant with this sequence, or nil.
    func find(_ sequence: UInt64, of entry: PSDEntry) throws(DutyFailure) -> GrantOnBook? {
        let row = try transaction.row(
            """
            SELECT * FROM grants WHERE customer = \(entry.customer) AND psd_key = \(entry.psdKey)
            AND sequence = \(sequence)
            """)
        return try row.map { (row) throws(DutyFailure) in try Self.grant(row) }
    }

    /// The grants whose control total is not below this one, in order.
    ///
    /// All but a few lie between the last usage record and the last refill; the limit keeps a device that never
    /// reports from making the answer grow.
    func from(controlTotal: Paise, of entry: PSDEntry) throws(DutyFailure) -> [GrantOnBook] {
        let rows = try transaction.rows(
            """
            SELECT * FROM grants WHERE customer = \(entry.customer) AND psd_key = \(entry.psdKey)
            AND control_total_after_paise >= \(controlTotal) ORDER BY sequence LIMIT 10000
            """)
        return try rows.map { (row) throws(DutyFailure) in try Self.grant(row) }
    }

    /// Remembers a grant that was just decided.
    func add(_ grant: GrantOnBook, operation: OperationID, of entry: PSDEntry) throws(DutyFailure) {
        try transaction.execute(
            """
            INSERT INTO grants (customer, psd_key, sequence, operation_id, amount_paise,
                control_total_after_paise, answer_hash)
            VALUES (\(entry.customer), \(entry.psdKey), \(grant.sequence), \(operation), \(grant.amount),
                \(grant.controlTotalAfter), \(grant.answerHash))
            """)
    }

    /// Moves every unconfirmed grant up to this sequence from *in transit* to the device.
    func confirm(through sequence: UInt64, of entry: PSDEntry, at time: Timestamp) throws(DutyFailure) {
        let rows = try transaction.rows(
            """
            SELECT * FROM grants WHERE customer = \(entry.customer) AND psd_key = \(entry.psdKey)
            AND sequence <= \(sequence) AND confirmed_at IS NULL ORDER BY sequence
            """)
        let ledger = LedgerBook(transaction: transaction)
        for row in rows {
            let grant = try Self.grant(row)
            let booking = try LedgerOperation.confirmation(of: grant, psdKey: entry.psdKey, customer: entry.customer)
            guard try ledger.post(booking, at: time) else {
                throw DutyFailure(.ledgerBroken, "Refill \(grant.sequence) of \(entry.psdKey) was confirmed twice.")
            }
            try transaction.execute(
                """
                UPDATE grants SET confirmed_at = \(time) WHERE customer = \(entry.customer)
                AND psd_key = \(entry.psdKey) AND sequence = \(grant.sequence)
                """)
        }
    }

    private static func grant(_ row: SQLRow) throws(DutyFailure) -> GrantOnBook {
        GrantOnBook(
            sequence: try row.count("sequence", as: UInt64.self), amount: try row.amount("amount_paise"),
            controlTotalAfter: try row.amount("control_total_after_paise"),
            answerHash: try row.byteValue("answer_hash", as: ContentHash.self),
            confirmed: try row.value("confirmed_at") != .null)
    }
}
