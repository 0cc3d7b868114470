import DutyModel
import GRDB
import Storage

extension DatabaseReader {
    /// Runs a body on one state of the database.
    ///
    /// A continuation is used, and not GRDB's async form, because that one stops at task cancellation.
    func reading<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLTransaction) throws(DutyFailure) -> Value
    ) async throws(DutyFailure) -> Value {
        let configuration = configuration
        let outcome = await withCheckedContinuation { continuation in
            asyncRead { access in
                continuation.resume(
                    returning: SQLiteFailure.catching(configuration) { () throws in
                        try body(SQLiteTransaction(database: try access.get()))
                    })
            }
        }
        return try outcome.get()
    }
}
