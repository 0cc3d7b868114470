import DutyModel
import Exchanges
import Foundation
import Storage

/// An outbox in the tablet's own database.
public struct SQLOutbox: Outbox {
    private let database: any SQLDatabase

    /// Opens the outbox in this database and brings its tables up to date; throws `data_newer_version` where a
    /// newer program made them.
    ///
    /// - Parameter machine: whose outbox it is from now on; throws `data_foreign` where it is another machine's, whose
    ///   records would be sent in this one's name.
    public init(database: any SQLDatabase, of machine: MachineSerial? = nil) async throws(DutyFailure) {
        self.database = database
        try await database.migrate(Self.migrations)
        if let machine { try await requireOwn(machine) }
    }

    private func requireOwn(_ machine: MachineSerial) async throws(DutyFailure) {
        let owner = try await database.write { (transaction) throws(DutyFailure) in
            try transaction.execute("INSERT INTO outbox_owner VALUES (1, \(machine.text)) ON CONFLICT DO NOTHING")
            return try transaction.row("SELECT machine FROM outbox_owner")?.text("machine")
        }
        guard owner == machine.text else {
            throw DutyFailure(.dataForeign, "The outbox is of the machine \(owner ?? "nobody").")
        }
    }

    private static let migrations = [
        SchemaMigration(
            version: 1,
            statements: [
                "CREATE TABLE outbox (counter BIGINT PRIMARY KEY, settled BIGINT NOT NULL, record TEXT NOT NULL)"
            ]),
        // A machine may be given another device, whose numbers begin anew. The rows of version 1 name their device in
        // the record: “P00000042-1” is a life of the device “P00000042”.
        SchemaMigration(
            version: 2,
            statements: [
                """
                CREATE TABLE outbox_2 (device TEXT NOT NULL, counter BIGINT NOT NULL, settled BIGINT NOT NULL, \
                record TEXT NOT NULL, PRIMARY KEY (device, counter))
                """,
                """
                INSERT INTO outbox_2 SELECT substr(psd_key, 1, instr(psd_key, '-') - 1), counter, settled, record FROM \
                (SELECT json_extract(record, '$.record.stamp.record.psdKey') AS psd_key, counter, settled, record \
                FROM outbox)
                """,
                "DROP TABLE outbox", "ALTER TABLE outbox_2 RENAME TO outbox",
            ]),
        SchemaMigration(
            version: 3,
            statements: [
                "CREATE TABLE outbox_owner (only_row BIGINT PRIMARY KEY CHECK (only_row = 1), machine TEXT NOT NULL)"
            ]),
    ]

    /// As `Outbox` says.
    public func newest(of device: PSDSerial) async throws(DutyFailure) -> SignedUsageRecord? {
        try await database.read { (transaction) throws(DutyFailure) in
            let row = try transaction.row(
                "SELECT record FROM outbox WHERE device = \(device.description) ORDER BY counter DESC LIMIT 1")
            return try row.map { row throws(DutyFailure) in try Self.decode(row) }
        }
    }

    /// As `Outbox` says.
    public func keep(_ records: [SignedUsageRecord]) async throws(DutyFailure) {
        try await database.write { (transaction) throws(DutyFailure) in
            for record in records {
                let device = record.device.description
                let row = try transaction.row(
                    "SELECT record FROM outbox WHERE device = \(device) AND counter = \(record.counter)")
                if let row {
                    guard try Self.decode(row) == record else { throw Self.madeTwice(record) }
                } else {
                    try transaction.execute(
                        "INSERT INTO outbox VALUES (\(device), \(record.counter), 0, \(try Self.encode(record)))")
                }
            }
            for device in Set(records.map(\.device)) { try Self.dropSettled(device, transaction) }
        }
    }

    /// As `Outbox` says.
    public func waiting(of device: PSDSerial, limit: Int) async throws(DutyFailure) -> [SignedUsageRecord] {
        try await database.read { (transaction) throws(DutyFailure) in
            let rows = try transaction.rows(
                """
                SELECT record FROM outbox WHERE settled = 0 AND device = \(device.description) \
                ORDER BY counter LIMIT \(Int64(limit))
                """)
            return try rows.map { row throws(DutyFailure) in try Self.decode(row) }
        }
    }

    /// As `Outbox` says.
    public func devicesWaiting() async throws(DutyFailure) -> [PSDSerial] {
        try await database.read { (transaction) throws(DutyFailure) in
            try transaction.rows("SELECT DISTINCT device FROM outbox WHERE settled = 0 ORDER BY device")
                .map { row throws(DutyFailure) in try PSDSerial(try row.text("device")) }
        }
    }

    /// As `Outbox` says.
    public func settle(_ device: PSDSerial, through counter: UInt32) async throws(DutyFailure) {
        try await database.write { (transaction) throws(DutyFailure) in
            try transaction.execute(
                """
                UPDATE outbox SET settled = 1 WHERE settled = 0 AND device = \(device.description) \
                AND counter <= \(counter)
                """)
            try Self.dropSettled(device, transaction)
        }
    }

    /// Only the newest record of a device is kept beyond its receipt.
    private static func dropSettled(_ device: PSDSerial, _ transaction: any SQLTransaction) throws(DutyFailure) {
        let device = device.description
        try transaction.execute(
            """
            DELETE FROM outbox WHERE settled = 1 AND device = \(device) \
            AND counter < (SELECT MAX(counter) FROM outbox WHERE device = \(device))
            """)
    }

    private static func madeTwice(_ record: SignedUsageRecord) -> DutyFailure {
        DutyFailure(
            .journalRolledBack, "The base made another impression \(record.counter) than the one this tablet keeps.")
    }

    private static func encode(_ record: SignedUsageRecord) throws(DutyFailure) -> String {
        do {
            return String(decoding: try JSONEncoder().encode(record), as: UTF8.self)
        } catch {
            throw DutyFailure(.internalError, "A usage record could not be written down: \(ErrorWords.of(error)).")
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

extension SignedUsageRecord {
    /// The device that made it, in whichever life.
    var device: PSDSerial { record.stamp.record.psdKey.serial }
}
