import BackEnd
import DutyModel
import Foundation
import StorageSQLite
import Testing

/// A check looks: at a database at work, at a copy, and without writing a byte.
@Suite struct LookingTests {
    @Test func `a copy is checked without a file being made or changed beside it`() async throws {
        let books = try await HealthyBooks.made.value.copied()
        defer { books.remove() }
        let folder = URL(fileURLWithPath: books.path).deletingLastPathComponent().path
        let before = try Data(contentsOf: URL(fileURLWithPath: books.path))
        #expect(try await books.check().findingCount == 0)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["books.sqlite"])
        #expect(try Data(contentsOf: URL(fileURLWithPath: books.path)) == before)
    }

    @Test func `a copy with its log beside it is read with what the log holds`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let live = "\(site.folder)/backend/back-end.sqlite"
        for ending in ["", "-wal"] {
            try FileManager.default.copyItem(atPath: live + ending, toPath: "\(site.folder)/copy.sqlite\(ending)")
        }
        let copy = try SQLiteInspection(path: "\(site.folder)/copy.sqlite")
        let report = try await BooksChecker(database: copy, fundsKeys: site.backEnd.fundsKeys).check()
        #expect(report.findings.map(\.line) == [])
        #expect(report.operations == 1)
        #expect(!FileManager.default.fileExists(atPath: "\(site.folder)/copy.sqlite-shm"))
    }

    @Test func `a database at work is checked where it stands`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let live = try SQLiteInspection(path: "\(site.folder)/backend/back-end.sqlite")
        try await live.requireWhole()
        #expect(try await BooksChecker(database: live, fundsKeys: nil).check().operations == 1)
        try await site.backEnd.enrolment.deposit(.rupees(5), challan: "DEMO-2", customer: site.customer)
        #expect(try await BooksChecker(database: live, fundsKeys: nil).check().operations == 2)
    }

    @Test func `what is no back end's database cannot be told`() async throws {
        let folder = try TestSite.makeFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        _ = try SQLiteDatabase(path: "\(folder)/empty.sqlite")
        let database = try SQLiteInspection(path: "\(folder)/empty.sqlite")
        await #expect(throws: DutyFailure(.dataMalformed, "")) {
            try await BooksChecker(database: database, fundsKeys: nil).check()
        }
        try Data("not a database, and long enough to be taken for one".utf8)
            .write(to: URL(fileURLWithPath: "\(folder)/text"))
        await #expect(throws: DutyFailure.self) {
            try await SQLiteInspection(path: "\(folder)/text").requireWhole()
        }
    }

    @Test func `an answer signed by another funds service is found by the installation's key alone`() async throws {
        let books = try await HealthyBooks.made.value.copied()
        defer { books.remove() }
        let database = try SQLiteInspection(path: books.path)
        #expect(try await BooksChecker(database: database, fundsKeys: nil).check().findingCount == 0)
        let foreign = PublicKeyBytes(unchecked: Array(repeating: 9, count: 32))
        let report = try await BooksChecker(database: database, fundsKeys: ServiceKeyLine(foreign)).check()
        let invariants = Set(report.findings.map(\.invariant))
        #expect(invariants == [.authorisation, .refillAnswer, .verdict, .standing])
    }
}

/// The check that goes on while the services run.
@Suite struct BooksWatchTests {
    @Test func `a round writes its figures and, on a finding, an alarm that stands once`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let watch = BooksWatch(site.backEnd, clock: site.clock)
        #expect(try await watch.round()?.findingCount == 0)
        #expect(try figures(site)["dutymark_ledger_check_findings"] == "0")
        #expect(try figures(site)["dutymark_ledger_check_operations_checked"] == "1")
        let now = "\(site.clock.now().seconds)"
        #expect(try figures(site)["dutymark_ledger_check_last_finished_timestamp_seconds"] == now)

        try await site.backEnd.database.write { (transaction) throws(DutyFailure) -> Void in
            try transaction.execute(
                "UPDATE ledger_balances SET balance_paise = balance_paise + 1 WHERE account = 'customer-funds'")
        }
        for _ in 1...2 { #expect(try await watch.round()?.findingCount == 2) }
        #expect(try figures(site)["dutymark_ledger_check_findings"] == "2")
        #expect(try await site.count("SELECT COUNT(*) AS n FROM alarms WHERE code = 'ledger_broken'") == 2)
    }

    @Test func `a round that is stopped ends without a verdict`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let watch = BooksWatch(site.backEnd, clock: site.clock)
        watch.stop()
        #expect(try await watch.round()?.findingCount == nil)
        #expect(!FileManager.default.fileExists(atPath: "\(site.folder)/backend/metrics.prom"))
    }

    private func figures(_ site: TestSite) throws -> [String: String] {
        let text = try String(contentsOfFile: "\(site.folder)/backend/metrics.prom", encoding: .utf8)
        let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { $0.split(separator: " ") }
        return Dictionary(uniqueKeysWithValues: lines.map { (String($0[0]), String($0[1])) })
    }
}
