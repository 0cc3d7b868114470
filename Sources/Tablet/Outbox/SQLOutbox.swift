import DutyModel
import Foundation
import Storage

/// An outbox in the tablet's own database.
public struct SQLOutbox: Outbox {
    private let database: any SQLDatabase

    /// Opens the outbox in this database and brings its tables up to date; throws `data_newer_version` where a
    /// newer program made them.
    public init(database: any SQLDatabase) async throws(DutyFailure) {
        self.database = database
        try await database.migrate(Self.migrations)
    }

    private static let migrations = [
        SchemaMigration(version: 1) { _ in
            ["CREATE TABLE outbox (counter BIGINT PRIMARY KEY, settled BIGINT NOT NULL, record TEXT NOT NULL)"]
        }
    ]

    public func newest() async throws(DutyFailure) -> SignedUsageRecord? {
        try await database.read { (transaction) throws(DutyFailure) in
            let row = try transaction.row("SELECT record FROM outbox ORDER BY counter DESC LIMIT 1")
            return try row.map { row throws(DutyFailure) in try Self.decode(row) }
        }
    }

    public func keep(_ records: [SignedUsageRecord]) async throws(DutyFailure) {
        try await database.write { (transaction) throws(DutyFailure) in
            for record in records {
                let row = try transaction.row("SELECT record FROM outbox WHERE counter = \(record.counter)")
                if let row {
                    guard try Self.decode(row) == record else { throw Self.madeTwice(record) }
                } else {
                    try transaction.execute(
                        "INSERT INTO outbox VALUES (\(record.counter), 0, \(try Self.encode(record)))")
                }
            }
            // Only the newest record is kept beyond its receipt.
            try transaction.execute(
                "DELETE FROM outbox WHERE settled = 1 AND counter < (SELECT MAX(counter) FROM outbox)")
        }
    }

    public func waiting(limit: Int) async throws(DutyFailure) -> [SignedUsageRecord] {
        try await database.read { (transaction) throws(DutyFailure) in
            var records: [SignedUsageRecord] = []
            let rows = try transaction.rows(
                "SELECT record FROM outbox WHERE settled = 0 ORDER BY counter LIMIT \(Int64(limit))")
            for row in rows { records.append(try Self.decode(row)) }
            return records
        }
    }

    public func settle(through counter: UInt32) async throws(DutyFailure) {
        try await database.write { (transaction) throws(DutyFailure) in
            try transaction.execute("UPDATE outbox SET settled = 1 WHERE settled = 0 AND counter <= \(counter)")
            try transaction.execute(
                "DELETE FROM outbox WHERE settled = 1 AND counter < (SELECT MAX(counter) FROM outbox)")
        }
    }

    private static func madeTwice(_ record: SignedUsageRecord) -> DutyFailure {
        DutyFailure(
            .journalRolledBack, "The base made another impression \(record.counter) than the one this tablet keeps.")
    }

    private static func encode(_ record: SignedUsageRecord) throws(DutyFailure) -> String {
        do {
            return String(decoding: try JSONEncoder().encode(record), as: UTF8.self)
        } catch {
            throw DutyFailure(.internalError, "A usage record could not be written down: \(error).")
        }
    }

    private static func decode(_ row: SQLRow) throws(DutyFailure) -> SignedUsageRecord {
        let text = try row.text("record")
        guard let record = try? JSONDecoder().decode(SignedUsageRecord.self, from: Data(text.utf8)) else {
            throw DutyFailure(.dataMalformed, "The tablet's outbox holds a record that cannot be read.")
        }
        return record
    }
}
