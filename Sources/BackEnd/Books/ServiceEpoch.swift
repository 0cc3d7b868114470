import DutyModel
import Storage

/// The term of the funds service, which grows when a recovery site takes over and never goes back.
enum ServiceEpoch {
    /// Checks, in the transaction of a decision, that this service's term is still the current one; throws
    /// `epoch_stale` where another site has taken over.
    static func require(_ epoch: UInt64, in transaction: any SQLTransaction) throws(DutyFailure) {
        guard try held(in: transaction) == epoch else {
            throw DutyFailure(.epochStale, "This funds service has been replaced.")
        }
    }

    /// The term in the database.
    static func held(in transaction: any SQLTransaction) throws(DutyFailure) -> UInt64 {
        guard let row = try transaction.row("SELECT epoch FROM service_epoch WHERE only_row = 1") else {
            throw DutyFailure(.dataMalformed, "The database has no epoch.")
        }
        return try row.count("epoch", as: UInt64.self)
    }
}
