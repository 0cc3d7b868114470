import DutyModel
import FundsLedger
import Signing
import Storage

/// The decided refills within one transaction.
struct RefillBook {
    let transaction: any SQLTransaction

    /// The answer stored under an operation's id, or nil.
    func find(_ id: OperationID, of customer: CustomerAccount) throws(DutyFailure) -> RefillAnswer? {
        let row = try transaction.row(
            "SELECT answer FROM refills WHERE customer = \(customer) AND operation_id = \(id)")
        return try row.map { (row) throws(DutyFailure) in
            try StoredValue.decode(RefillAnswer.self, from: row.bytes("answer"))
        }
    }

    /// Stores a decision; a grant also moves the money and the device's sequence.
    ///
    /// The sequence moves by a guarded update: of two transactions that decide the same place, one changes no
    /// row and is rolled back.
    func store(_ answer: RefillAnswer, of entry: PSDEntry, at time: Timestamp) throws(DutyFailure) {
        let operation = answer.operation
        try transaction.execute(
            """
            INSERT INTO refills (customer, operation_id, psd_key, sequence, attempt, amount_paise, decision, answer,
                decided_at)
            VALUES (\(entry.customer), \(operation.id), \(entry.psdKey), \(operation.sequence),
                \(operation.attempt), \(operation.amount), \(Self.name(answer.decision)),
                \(try StoredValue.encode(answer)), \(time))
            """)
        guard case .granted(let controlTotalAfter) = answer.decision else {
            return try guardedUpdate(
                """
                UPDATE psds SET last_attempt = \(operation.attempt) WHERE customer = \(entry.customer)
                AND psd_key = \(entry.psdKey) AND next_sequence = \(operation.sequence)
                """, of: entry)
        }
        try guardedUpdate(
            """
            UPDATE psds SET next_sequence = next_sequence + 1, last_attempt = 0, granted_paise = \(controlTotalAfter)
            WHERE customer = \(entry.customer) AND psd_key = \(entry.psdKey) AND next_sequence = \(operation.sequence)
            """, of: entry)
        let booking = try LedgerOperation.refill(operation, customer: entry.customer)
        guard try LedgerBook(transaction: transaction).post(booking, at: time) else {
            throw DutyFailure(.ledgerBroken, "The refill \(operation.id) is booked but not stored.")
        }
        try GrantBook(transaction: transaction).add(
            GrantOnBook(
                sequence: operation.sequence, amount: operation.amount, controlTotalAfter: controlTotalAfter,
                answerHash: answer.hash, confirmed: false),
            operation: operation.id, of: entry)
    }

    private func guardedUpdate(_ statement: SQLStatement, of entry: PSDEntry) throws(DutyFailure) {
        guard try transaction.execute(statement) == 1 else {
            throw DutyFailure(.commitUnknown, "Another request of \(entry.psdKey) was decided at the same moment.")
        }
    }

    private static func name(_ decision: RefillDecision) -> String {
        switch decision {
        case .granted: "granted"
        case .refused: "refused"
        case .cancelled: "cancelled"
        }
    }
}
