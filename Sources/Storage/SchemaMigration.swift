import DutyModel

/// One step from a version of the schema to the next; never changed once released.
public struct SchemaMigration: Sendable {
    /// The version the step leads to; the first is 1, each next one more.
    public let version: Int64
    /// The statements of the step.
    public let statements: [SQLStatement]

    /// A step to this version.
    public init(version: Int64, statements: [SQLStatement]) {
        self.version = version
        self.statements = statements
    }
}

extension SQLDatabase {
    /// Brings the schema to the newest version in one transaction, so that a crash leaves the old or the new one.
    ///
    /// Throws `data_newer_version`, and changes nothing, where a newer program wrote the database.
    public func migrate(_ migrations: [SchemaMigration]) async throws(DutyFailure) {
        let newest = migrations.last?.version ?? 0
        let held = try await heldSchemaVersion()
        guard held <= newest else {
            throw DutyFailure(
                .dataNewerVersion, "The database has schema version \(held); this program knows up to \(newest).")
        }
        guard held < newest else { return }
        try await write { (transaction) throws(DutyFailure) in
            try transaction.execute(
                "CREATE TABLE IF NOT EXISTS schema_version (only_row BIGINT PRIMARY KEY, version BIGINT NOT NULL)")
            try transaction.execute("INSERT INTO schema_version VALUES (1, 0) ON CONFLICT DO NOTHING")
            for migration in migrations where migration.version > held {
                for statement in migration.statements { try transaction.execute(statement) }
            }
            try transaction.execute("UPDATE schema_version SET version = \(newest)")
        }
    }

    /// The version the database stands at; 0 before the first migration.
    public func heldSchemaVersion() async throws(DutyFailure) -> Int64 {
        try await read { (transaction) throws(DutyFailure) in
            let table: SQLStatement =
                "SELECT 1 AS one FROM sqlite_master WHERE type = 'table' AND name = 'schema_version'"
            guard try transaction.row(table) != nil else { return 0 }
            return try transaction.row("SELECT version FROM schema_version")?.integer("version") ?? 0
        }
    }
}
