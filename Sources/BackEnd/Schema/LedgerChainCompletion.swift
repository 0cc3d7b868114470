import DutyModel
import FundsLedger
import Storage

/// Gives books that were begun before version 4 of the schema the hash chain that later ones have from the start.
enum LedgerChainCompletion {
    /// Links every booking that has no link yet, in the order in which they were booked; durable when this returns.
    ///
    /// It does this once, for what it finds: from then on each booking is linked in its own transaction. What was
    /// altered before is not seen by the chain, and the other checks of the ledger have to find it.
    static func run(on database: any SQLDatabase) async throws(DutyFailure) {
        try await database.write { (transaction) throws(DutyFailure) in
            let unlinked = try transaction.rows(
                """
                SELECT o.customer, o.operation_id, o.kind, o.booked_at FROM ledger_operations AS o
                LEFT JOIN ledger_chain AS c ON c.customer = o.customer AND c.operation_id = o.operation_id
                WHERE c.place IS NULL AND NOT EXISTS (SELECT 1 FROM ledger_chain AS any WHERE any.customer = o.customer)
                ORDER BY o.customer, o.booked_at, o.operation_id
                """)
            let books = SQLFundsBooks(transaction)
            for row in unlinked {
                try books.link(try booking(row, in: transaction), bookedAt: try row.time("booked_at"))
            }
        }
    }

    private static func booking(
        _ row: SQLRow, in transaction: any SQLTransaction
    ) throws(DutyFailure) -> LedgerOperation {
        let id = try row.text("operation_id")
        let customer = try row.name("customer", as: CustomerAccount.self)
        let legs = try transaction.rows(
            """
            SELECT account, amount_paise FROM ledger_legs
            WHERE customer = \(customer) AND operation_id = \(id) ORDER BY leg_no
            """
        ).map { (leg) throws(DutyFailure) in
            LedgerLeg(try LedgerAccount(name: leg.text("account")), try leg.amount("amount_paise"))
        }
        guard let kind = LedgerOperation.Kind(rawValue: try row.text("kind")), id.hasPrefix("\(kind.rawValue):") else {
            throw DutyFailure(.dataMalformed, "The booking \(id) is of a kind that this program does not know.")
        }
        return try LedgerOperation(
            customer: customer, kind: kind, name: String(id.dropFirst(kind.rawValue.count + 1)), legs: legs)
    }
}
