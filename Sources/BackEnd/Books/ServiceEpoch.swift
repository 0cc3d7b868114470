import DutyModel
import Storage

/// The term of the funds service, which grows when a recovery site takes over and never goes back.
enum ServiceEpoch {
    /// The term in the database.
    static func held(in transaction: any SQLTransaction) throws(DutyFailure) -> UInt64 {
        guard let row = try transaction.row("SELECT epoch FROM service_epoch WHERE only_row = 1") else {
            throw DutyFailure(.dataMalformed, "The database has no epoch.")
        }
        return try row.count("epoch")
    }
}
