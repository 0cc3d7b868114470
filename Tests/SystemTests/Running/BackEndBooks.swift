import ProgramRunning
import Testing

/// The back end's tables, as `sqlite3` reads them.
struct BackEndBooks: Sendable {
    let file: String

    /// The rows that a query gives, columns separated by `|`.
    func rows(_ query: String) async throws -> [String] {
        let answer = try await Program.tool("sqlite3", ["-readonly", "-batch", "-noheader", file, query])
        guard answer.status == 0 else { throw RunFailure("\(query): \(answer)") }
        return answer.output.split(separator: "\n").map(String.init)
    }

    /// The one whole number that a query gives.
    func number(_ query: String) async throws -> Int64 {
        let rows = try await rows(query)
        guard rows.count == 1, let number = Int64(rows[0]) else { throw RunFailure("\(query) gave \(rows)") }
        return number
    }

    /// Every row of every table of money and records: two dumps are equal where nothing was touched.
    func dump() async throws -> [String] {
        let tables = [
            "ledger_operations", "ledger_legs", "ledger_balances", "refills", "grants", "usage_records",
            "usage_set_aside", "usage_heads", "alarms", "psds",
        ]
        var dump: [String] = []
        for table in tables { dump += try await rows("SELECT '\(table)', * FROM \(table)") }
        return dump
    }

    /// What an account of the one customer holds, in paise; accounts of devices and states by their beginning.
    func balance(_ beginning: String) async throws -> Int64 {
        try await number(
            "SELECT COALESCE(SUM(balance_paise), 0) FROM ledger_balances WHERE account LIKE '\(beginning)%'")
    }

    /// Fails the test where an alarm is open or a record was set aside; `context` says when that was.
    func expectNoOpenAlarm(_ context: String, _ location: SourceLocation = #_sourceLocation) async throws {
        for query in [
            "SELECT counter, reason FROM usage_set_aside", "SELECT code, detail FROM alarms WHERE settled_at IS NULL",
        ] {
            let noted = try await rows(query)
            #expect(noted == [], "\(context): \(query)", sourceLocation: location)
        }
    }

    /// Fails the test for everything that does not hold of the books, and for whatever an operator would have to look
    /// at; `context` says when that was.
    func expectSound(_ context: String, _ location: SourceLocation = #_sourceLocation) async throws {
        let check = try await Program.run(["backend", "check", "--database", file])
        #expect(check.status == 0, "\(context): \(check)", sourceLocation: location)
        for query in ["SELECT counter, reason FROM usage_set_aside", "SELECT code, detail FROM alarms"] {
            let noted = try await rows(query)
            #expect(noted == [], "\(context): \(query)", sourceLocation: location)
        }
    }
}
