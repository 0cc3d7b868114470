import DutyModel
import Exchanges
import Foundation
import ProgramRunning
import Signing
import Storage
import StorageSQLite
import Testing

@testable import Tablet

/// The tablet's own copies in a real database.
@Suite struct SQLOutboxTests {
    private let path: String

    init() throws { path = try TestFolder.make("outbox").appending(path: "a.sqlite").path }

    private func open() async throws -> SQLOutbox { try await SQLOutbox(database: SQLiteDatabase(path: path)) }

    static func record(
        _ counter: UInt32, life: UInt8 = 1, rupees: Int64 = 5, serial: UInt32 = 42
    ) throws -> SignedUsageRecord {
        let signature = SignatureBytes(unchecked: Array(repeating: 2, count: SignatureBytes.length))
        let stamp = StampRecord(
            psdKey: PSDKeyID(serial: PSDSerial(serial), life: life), counter: counter, value: .rupees(rupees),
            time: Timestamp(1_790_000_000), state: try StateCode("MH"), article: try Article("4"))
        return SignedUsageRecord(
            record: UsageRecord(
                stamp: SignedStamp(record: stamp, signature: signature), registers: .empty, previous: .zero),
            signature: signature)
    }

    @Test func `what was kept is there after a restart, in order`() async throws {
        try await open().keep([Self.record(3), Self.record(1), Self.record(2)])
        let outbox = try await open()
        #expect(try await outbox.waiting(limit: 2).map(\.counter) == [1, 2])
        #expect(try await outbox.newest() == Self.record(3))
    }

    @Test func `the newest record stays as a witness after its receipt`() async throws {
        let outbox = try await open()
        try await outbox.keep([Self.record(1), Self.record(2)])
        try await outbox.settle(through: 2)
        #expect(try await outbox.waiting(limit: 9).isEmpty)
        #expect(try await open().newest()?.counter == 2)
        try await outbox.keep([Self.record(3)])
        #expect(try await outbox.waiting(limit: 9).map(\.counter) == [3])
    }

    @Test func `the same record again changes nothing, another of its number is refused whole`() async throws {
        let outbox = try await open()
        try await outbox.keep([Self.record(1)])
        try await outbox.settle(through: 1)
        try await outbox.keep([Self.record(1)])
        #expect(try await outbox.waiting(limit: 9).isEmpty)
        let twice = try [Self.record(2), Self.record(1, rupees: 6)]
        #expect(await failure { try await outbox.keep(twice) }?.code == .journalRolledBack)
        #expect(try await outbox.newest()?.counter == 1)
    }

    @Test func `a database of a newer program is refused`() async throws {
        _ = try await open()
        let database = try SQLiteDatabase(path: path)
        let tables = try await database.read { (transaction) throws(DutyFailure) in
            try transaction.rows("SELECT name FROM sqlite_master WHERE type = 'table'").map { row throws(DutyFailure) in
                try row.text("name")
            }
        }
        #expect(tables.contains("outbox"))
        try await database.write { (transaction) throws(DutyFailure) -> Void in
            try transaction.execute("UPDATE schema_version SET version = 99")
        }
        #expect(await failure { _ = try await open() }?.code == .dataNewerVersion)
    }

    @Test func `rows of version 1 are kept under their device`() async throws {
        let old = SchemaMigration(
            version: 1,
            statements: [
                "CREATE TABLE outbox (counter BIGINT PRIMARY KEY, settled BIGINT NOT NULL, record TEXT NOT NULL)"
            ])
        let database = try SQLiteDatabase(path: path)
        try await database.migrate([old])
        for (counter, settled) in [(UInt32(1), Int64(1)), (2, 0), (3, 0)] {
            let text = String(decoding: try JSONEncoder().encode(Self.record(counter)), as: UTF8.self)
            try await database.write { (transaction) throws(DutyFailure) -> Void in
                try transaction.execute("INSERT INTO outbox VALUES (\(counter), \(settled), \(text))")
            }
        }
        let outbox = try await open()
        #expect(try await outbox.waiting(of: PSDSerial(42), limit: 9).map(\.counter) == [2, 3])
        #expect(try await outbox.newest(of: PSDSerial(42)) == Self.record(3))
        #expect(try await outbox.devicesWaiting() == [PSDSerial(42)])
    }

    @Test func `the numbers of another device are its own`() async throws {
        let outbox = try await open()
        try await outbox.keep([Self.record(1), Self.record(2)])
        try await outbox.keep([Self.record(1, serial: 43)])
        try await outbox.settle(PSDSerial(43), through: 1)
        #expect(try await outbox.waiting(of: PSDSerial(42), limit: 9).map(\.counter) == [1, 2])
        #expect(try await outbox.newest(of: PSDSerial(43)) == Self.record(1, serial: 43))
        #expect(try await outbox.devicesWaiting() == [PSDSerial(42)])
        try await outbox.settle(PSDSerial(42), through: 2)
        #expect(try await outbox.devicesWaiting().isEmpty)
    }

    private static let witnesses: [(key: PSDKeyID?, life: UInt8, itemCount: UInt32, expected: String)] = [
        (PSDKeyID(serial: PSDSerial(42), life: 1), 1, 0, "shown"),
        (PSDKeyID(serial: PSDSerial(42), life: 2), 1, 7, "passed over"),
        (PSDKeyID(serial: PSDSerial(42), life: 2), 1, 6, "journal_rolled_back"),
        (PSDKeyID(serial: PSDSerial(42), life: 1), 2, 9, "journal_rolled_back"),
        (PSDKeyID(serial: PSDSerial(43), life: 1), 1, 9, "link_peer_foreign"),
        (nil, 1, 0, "journal_rolled_back"),
    ]

    @Test(arguments: witnesses.indices) func `a record of an earlier life is judged by its number`(
        _ index: Int
    ) async throws {
        let row = Self.witnesses[index]
        let newest = try Self.record(7, life: row.life)
        let found: String
        do throws(DutyFailure) {
            let key = try WitnessRules.requireOwn(row.key, enrolled: TestDirectory.key)
            let isShown = try WitnessRules.isForBase(newest, key: key, itemCount: row.itemCount)
            found = isShown ? "shown" : "passed over"
        } catch {
            found = error.code.rawValue
        }
        #expect(found == row.expected)
    }
}
