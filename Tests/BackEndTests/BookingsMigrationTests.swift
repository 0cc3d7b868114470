import BackEnd
import DutyModel
import Foundation
import Storage
import StorageSQLite
import Testing

/// Books of version 4, with bookings, legs and links in tables of their own, become books of version 5.
@Suite struct BookingsMigrationTests {
    @Test func `every leg and every link stands in its booking's row`() async throws {
        let folder = try TestSite.makeFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let database = try SQLiteDatabase(path: "\(folder)/books.sqlite")
        try await database.migrate(Array(BackEndSchema.migrations.prefix(4)))
        try await database.write { (transaction) throws(DutyFailure) -> Void in
            for statement in Self.booksOfVersion4 { try transaction.execute(statement) }
        }
        try await database.migrate(BackEndSchema.migrations)
        let rows = try await database.read { (transaction) throws(DutyFailure) in
            try transaction.rows("SELECT * FROM ledger_operations ORDER BY operation_id")
        }
        #expect(
            try rows.map { try $0.text("legs") } == [
                #"[["external-cash",-500],["customer-funds",500]]"#,
                #"[["suspense",-1],["psd-value:P1-1",-6],["consumed-duty:MH",7]]"#,
            ])
        #expect(try rows.map { try $0.value("place") } == [.integer(1), .null])
        #expect(try rows.map { try $0.value("chain_hash") } == [.text("ab"), .null])
        let legs = try await database.read { (transaction) throws(DutyFailure) in
            try transaction.rows("SELECT * FROM ledger_legs WHERE operation_id = 'usage:2' ORDER BY leg_no")
        }
        #expect(try legs.map { try $0.text("account") } == ["suspense", "psd-value:P1-1", "consumed-duty:MH"])
        #expect(try legs.map { try $0.integer("amount_paise") } == [-1, -6, 7])
        await #expect(throws: DutyFailure(.ledgerBroken, "")) {
            try await database.write { (transaction) throws(DutyFailure) -> Void in
                try transaction.execute("UPDATE ledger_operations SET legs = '[]' WHERE operation_id = 'usage:2'")
            }
        }
    }

    // The legs were inserted in another order than that of their numbers.
    private static let booksOfVersion4: [SQLStatement] = [
        "INSERT INTO ledger_operations VALUES ('C', 'deposit:1', 'deposit', 10), ('C', 'usage:2', 'usage', 11)",
        """
        INSERT INTO ledger_legs VALUES ('C', 'deposit:1', 2, 'customer-funds', 500),
            ('C', 'deposit:1', 1, 'external-cash', -500), ('C', 'usage:2', 3, 'consumed-duty:MH', 7),
            ('C', 'usage:2', 1, 'suspense', -1), ('C', 'usage:2', 2, 'psd-value:P1-1', -6)
        """,
        "INSERT INTO ledger_chain VALUES ('C', 1, 'deposit:1', 'ab')",
    ]
}
