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
                SELECT customer, operation_id, kind, booked_at, legs FROM ledger_operations AS o
                WHERE place IS NULL AND NOT EXISTS (SELECT 1 FROM ledger_operations AS linked
                    WHERE linked.customer = o.customer AND linked.place IS NOT NULL)
                ORDER BY customer, booked_at, operation_id
                """)
            let books = SQLFundsBooks(transaction)
            for row in unlinked { try books.link(try booking(row), bookedAt: try row.time("booked_at")) }
        }
    }

    private static func booking(_ row: SQLRow) throws(DutyFailure) -> LedgerOperation {
        let id = try row.text("operation_id")
        guard let kind = LedgerOperation.Kind(rawValue: try row.text("kind")), id.hasPrefix("\(kind.rawValue):") else {
            throw DutyFailure(.dataMalformed, "The booking \(id) is of a kind that this program does not know.")
        }
        return try LedgerOperation(
            customer: try row.name("customer"), kind: kind, name: String(id.dropFirst(kind.rawValue.count + 1)),
            legs: try LedgerLegsText.legs(of: row.text("legs")))
    }
}
