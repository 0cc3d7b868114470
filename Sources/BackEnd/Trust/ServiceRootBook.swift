import DutyModel
import Storage

/// Which service root the books belong to, once one was made.
enum ServiceRootBook {
    /// The root's fingerprint; nil where none was made yet.
    static func held(in database: any SQLDatabase) async throws(DutyFailure) -> ContentHash? {
        try await database.read { (transaction) throws(DutyFailure) in
            try transaction.row("SELECT fingerprint FROM service_root WHERE only_row = 1")?.byteValue("fingerprint")
        }
    }

    /// Writes the root down; durable when this returns.
    static func note(_ root: ContentHash, in database: any SQLDatabase) async throws(DutyFailure) {
        try await database.write { (transaction) throws(DutyFailure) -> Void in
            try transaction.execute(
                """
                INSERT INTO service_root (only_row, fingerprint) VALUES (1, \(root))
                ON CONFLICT (only_row) DO UPDATE SET fingerprint = excluded.fingerprint
                """)
        }
    }
}
