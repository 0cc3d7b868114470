import DutyModel
import Foundation
import ProgramRunning
import Storage
import StorageSQLite
import Testing

/// A real database file.
@Suite struct SQLiteDatabaseTests {
    let folder: String

    init() throws { folder = try TestFolder.make("sqlite").path }

    private func setting(_ name: SQLStatement, of database: SQLiteDatabase) async throws -> SQLValue {
        try await database.write { (transaction) throws(DutyFailure) in
            try transaction.row(name)?.value(String(name.markedText.dropFirst("PRAGMA ".count))) ?? .null
        }
    }

    @Test func `the writer is durable and maps no memory`() async throws {
        let database = try SQLiteDatabase(path: "\(folder)/a.sqlite")
        #expect(try await setting("PRAGMA synchronous", of: database) == .integer(2))
        #expect(try await setting("PRAGMA journal_mode", of: database) == .text("wal"))
        #expect(try await setting("PRAGMA foreign_keys", of: database) == .integer(1))
        #expect(try await setting("PRAGMA wal_autocheckpoint", of: database) == .integer(8000))
        // What savepoints keep stays in memory.
        #expect(try await setting("PRAGMA temp_store", of: database) == .integer(2))
    }

    @Test func `only the owner can read the files`() async throws {
        let database = try SQLiteDatabase(path: "\(folder)/a.sqlite")
        try await database.write { (transaction) throws(DutyFailure) -> Void in
            try transaction.execute("CREATE TABLE t (a BIGINT)")
        }
        for name in ["a.sqlite", "a.sqlite-wal", "a.sqlite-shm"] {
            let mode = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")[.posixPermissions] as? Int
            #expect(mode == 0o600, "\(name)")
        }
    }

    @Test func `a body that throws leaves nothing behind`() async throws {
        let database = try SQLiteDatabase(path: "\(folder)/a.sqlite")
        try await database.write { (transaction) throws(DutyFailure) -> Void in
            try transaction.execute("CREATE TABLE t (a BIGINT)")
        }
        await #expect(throws: DutyFailure(.operationConflict, "")) {
            try await database.write { (transaction) throws(DutyFailure) -> Void in
                try transaction.execute("INSERT INTO t VALUES (1)")
                throw DutyFailure(.operationConflict, "Refused.")
            }
        }
        let rows = try await database.read { (transaction) throws(DutyFailure) in
            try transaction.rows("SELECT a FROM t").count
        }
        #expect(rows == 0)
    }

    @Test func `values of each kind come back as they were bound`() async throws {
        let database = try SQLiteDatabase(path: "\(folder)/a.sqlite")
        let hostile = "'; DROP TABLE t; --"
        let row = try await database.write { (transaction) throws(DutyFailure) in
            try transaction.execute("CREATE TABLE t (a BIGINT, b TEXT, c BYTEA, d BYTEA)")
            try transaction.execute(
                "INSERT INTO t VALUES (\(Int64.min), \(hostile), \([UInt8]([0, 255])), \(SQLValue.null))")
            try transaction.execute("INSERT INTO t VALUES (0, \(""), \([UInt8]([])), \(SQLValue.null))")
            return try transaction.row("SELECT * FROM t WHERE b = \(hostile)")
        }
        #expect(try row?.integer("a") == Int64.min)
        #expect(try row?.text("b") == hostile)
        #expect(try row?.bytes("c") == [0, 255])
        #expect(try row?.value("d") == .null)
        let empty = try await database.read { (transaction) throws(DutyFailure) in
            try transaction.row("SELECT * FROM t WHERE a = 0")
        }
        #expect(try empty?.text("b") == "")
        #expect(try empty?.bytes("c") == [])
    }
}
