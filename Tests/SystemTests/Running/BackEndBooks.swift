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

    /// What must hold of the books whatever happened; each query names what breaks it.
    private static let violations = [
        "SELECT operation_id FROM ledger_legs GROUP BY customer, operation_id HAVING SUM(amount_paise) <> 0",
        """
        SELECT b.account FROM ledger_balances b WHERE b.balance_paise <> (SELECT COALESCE(SUM(l.amount_paise), 0)
        FROM ledger_legs l WHERE l.customer = b.customer AND l.account = b.account)
        """,
        "SELECT account FROM ledger_balances WHERE balance_paise < 0 AND account <> 'external-cash'",
        """
        SELECT psd_key, sequence FROM grants g WHERE control_total_after_paise <> (SELECT SUM(amount_paise) FROM grants e
        WHERE e.psd_key = g.psd_key AND e.sequence <= g.sequence)
        """,
        """
        SELECT counter FROM usage_records u WHERE ascending_paise <> (SELECT SUM(value_paise) FROM usage_records e
        WHERE e.psd_key = u.psd_key AND e.counter <= u.counter) LIMIT 5
        """,
        "SELECT counter, reason FROM usage_set_aside",
        "SELECT code, detail FROM alarms",
    ]

    /// Fails the test for every rule of the books that is broken; `context` says when that was.
    func expectSound(_ context: String, _ location: SourceLocation = #_sourceLocation) async throws {
        for query in Self.violations {
            let broken = try await rows(query)
            #expect(broken == [], "\(context): \(query)", sourceLocation: location)
        }
    }
}
