import DutyModel
import FundsLedger
import Storage

/// Signs standings for devices that were locked or out of use before version 11 of the schema, so that their machines
/// hear of it with their next answer.
enum StandingCompletion {
    /// Does it once for what it finds; durable when this returns. From then on each standing is signed in the transaction
    /// that found its reason.
    static func run(
        on database: any SQLDatabase, desk: @escaping @Sendable (any SQLTransaction) -> FundsDesk<SQLFundsBooks>
    ) async throws(DutyFailure) {
        try await database.write { (transaction) throws(DutyFailure) in
            let untold = try transaction.rows(
                """
                SELECT psd_key FROM psds WHERE newest_standing IS NULL AND standing NOT IN ('active', 'audit_failed')
                ORDER BY psd_key
                """)
            for row in untold { try desk(transaction).tell(try row.psdKey("psd_key")) }
        }
    }
}
