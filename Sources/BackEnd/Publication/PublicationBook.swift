import DutyModel
import Storage

/// How the publication of the key list stands, as the books hold it.
public struct PublicationRecord: Hashable, Sendable {
    /// The highest version that was taken; each is used once.
    public var version: UInt64
    /// When a list was last published; nil before the first time.
    public var publishedAt: Timestamp?
    /// Since when every try has failed; nil where the last one succeeded.
    public var failingSince: Timestamp?
    /// How many tries have failed in a row.
    public var failures: Int
    /// Why the last one failed; empty where it succeeded.
    public var failure: String

    /// The record that these books hold.
    public static func held(in database: any SQLDatabase) async throws(DutyFailure) -> PublicationRecord {
        try await database.read { (transaction) throws(DutyFailure) in
            try PublicationBook(transaction: transaction).record()
        }
    }

    /// What holds before the first publication.
    static let none = PublicationRecord(version: 0, publishedAt: nil, failingSince: nil, failures: 0, failure: "")
}

/// Keeps that record, within one transaction.
struct PublicationBook {
    let transaction: any SQLTransaction

    func record() throws(DutyFailure) -> PublicationRecord {
        let row = try transaction.row(
            "SELECT version, published_at, failing_since, failures, failure FROM key_list_publication")
        guard let row else { return .none }
        return PublicationRecord(
            version: try row.count("version"), publishedAt: try row.ifAny("published_at", row.time),
            failingSince: try row.ifAny("failing_since", row.time), failures: try row.count("failures"),
            failure: try row.text("failure"))
    }

    /// Changes the record, and returns it as it is then.
    @discardableResult
    func change(_ edit: (inout PublicationRecord) -> Void) throws(DutyFailure) -> PublicationRecord {
        var record = try record()
        edit(&record)
        try write(record)
        return record
    }

    private func write(_ record: PublicationRecord) throws(DutyFailure) {
        try transaction.execute(
            """
            INSERT INTO key_list_publication (only_row, version, published_at, failing_since, failures, failure)
            VALUES (1, \(record.version), \(record.publishedAt), \(record.failingSince), \(Int64(record.failures)),
                \(record.failure))
            ON CONFLICT (only_row) DO UPDATE SET version = excluded.version, published_at = excluded.published_at,
                failing_since = excluded.failing_since, failures = excluded.failures, failure = excluded.failure
            """)
    }
}

extension BackEndSchema {
    /// Version 10: how the publication of the key list stands.
    static let publicationTables: [SQLStatement] = [
        """
        CREATE TABLE key_list_publication (
            only_row BIGINT PRIMARY KEY, version BIGINT NOT NULL, published_at BIGINT, failing_since BIGINT,
            failures BIGINT NOT NULL, failure TEXT NOT NULL)
        """
    ]
}
