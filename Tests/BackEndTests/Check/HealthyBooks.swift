import BackEnd
import DutyModel
import Exchanges
import Foundation
import FundsLedger
import Signing
import Storage
import StorageSQLite

/// A database with a short and true history, made once; every test tampers with a copy of its own.
struct HealthyBooks: Sendable {
    let path: String
    let fundsKey: PublicKeyBytes

    static let made = Task { try await HealthyBooks.make() }

    /// A deposit, two refills that arrived, one refused, one in transit, six records of which one is set aside, two
    /// audits, and a block that was lifted.
    private static func make() async throws -> HealthyBooks {
        let site = try await TestSite()
        defer { site.remove() }
        var device = site.device
        let backEnd = CalledBackEnd(backEnd: site.backEnd, identity: site.identity)
        let funds = try await backEnd.token(.funds, device.psdKey)
        let transactions = try await backEnd.token(.transactions, device.psdKey)
        func refill(_ amount: Paise) async throws -> EnvelopedRefillAnswer {
            try await backEnd.refill(device.request(device.beginRefill(amount)), token: funds)
        }
        try device.apply(try await refill(.rupees(5_000)).answer)
        var records = [try device.frank(.rupees(500)), try device.frank(.rupees(20)), try device.frank(.rupees(30))]
        _ = try await backEnd.accept(device.batch(records), token: transactions)
        _ = try await backEnd.audit(device.audit(), token: funds)
        _ = try await refill(.rupees(90_00_000))
        try device.apply(try await refill(.rupees(700)).answer)
        records = [
            try device.frank(.rupees(40)), try device.frank(.rupees(50), state: "GJ"), try device.frank(.rupees(60)),
        ]
        _ = try await backEnd.accept(device.batch(records), token: transactions)
        _ = try await backEnd.audit(device.audit(), token: funds)
        _ = try await refill(.rupees(300))
        let key = site.device.psdKey
        try await site.operate { desk throws(DutyFailure) in try desk.block(key) }
        try await site.operate { desk throws(DutyFailure) in try desk.unlock(key) }
        let path = "\(try TestSite.makeFolder())/healthy.sqlite"
        try SQLiteInspection(path: "\(site.folder)/backend/back-end.sqlite").copy(to: path)
        return HealthyBooks(path: path, fundsKey: site.backEnd.fundsKey)
    }

    /// A copy in a folder of its own.
    func copied() throws -> HealthyBooks {
        let copy = "\(try TestSite.makeFolder())/books.sqlite"
        try FileManager.default.copyItem(atPath: path, toPath: copy)
        return HealthyBooks(path: copy, fundsKey: fundsKey)
    }

    func remove() {
        try? FileManager.default.removeItem(at: URL(fileURLWithPath: path).deletingLastPathComponent())
    }

    func check() async throws -> CheckReport {
        try await BooksChecker(
            database: try SQLiteInspection(path: path), fundsKeys: ServiceKeyLine(fundsKey)
        ).check()
    }

    /// Runs SQL as whoever has the file can: past triggers, foreign keys and checks.
    func tamper(_ sql: String) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        let free = "PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF;"
        process.arguments = ["sqlite3", "-batch", "-bail", path, free + triggers() + sql]
        let said = Pipe()
        process.standardError = said
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            let words = String(decoding: said.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            throw DutyFailure(.internalError, "sqlite3: \(words)")
        }
    }

    private func triggers() -> String {
        KeptTables.names.flatMap { table in
            ["stay", "remain", "linked"].map { "DROP TRIGGER IF EXISTS \(table)_\($0);" }
        }.joined()
    }

    /// Gives the last link the hash that its booking, as it stands now, has after the link before.
    func forgeLastLink() async throws {
        let database = try SQLiteDatabase(path: path)
        try await database.write { (transaction) throws(DutyFailure) -> Void in
            let links = try transaction.rows(
                "SELECT * FROM ledger_operations WHERE place IS NOT NULL ORDER BY place DESC LIMIT 2")
            let id = try links[0].text("operation_id")
            guard let kind = LedgerOperation.Kind(rawValue: try links[0].text("kind")) else { return }
            let legs = try transaction.rows(
                "SELECT * FROM ledger_legs WHERE operation_id = \(id) ORDER BY leg_no"
            ).map { (leg) throws(DutyFailure) in
                LedgerLeg(try LedgerAccount(name: leg.text("account")), try leg.amount("amount_paise"))
            }
            let operation = try LedgerOperation(
                customer: links[0].name("customer"), kind: kind,
                name: String(id.dropFirst(kind.rawValue.count + 1)), legs: legs)
            let hash = LedgerLink.hash(
                operation, place: try links[0].count("place"),
                bookedAt: try links[0].time("booked_at"),
                previous: try links[1].byteValue("chain_hash"))
            try transaction.execute("UPDATE ledger_operations SET chain_hash = \(hash) WHERE operation_id = \(id)")
        }
    }
}

/// The tables whose rows the schema keeps by triggers.
enum KeptTables {
    static let names = [
        "usage_records", "ledger_operations", "refills", "grants", "statements", "usage_set_aside",
        "audits", "alarms", "challan_accounts", "deposit_reversals", "withdrawals", "final_requests", "spoils",
        "refunds", "standings", "operator_words", "licensed_keys",
    ]
}
