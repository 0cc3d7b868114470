import Foundation
import Testing

/// `dutymark backend check`, `backup` and `restore` as a person gives them.
@Suite struct BooksCommandTests {
    private struct Answer: Decodable {
        struct Finding: Decodable {
            let invariant: String
            let table: String
            let key: String
        }
        let good: Bool
        let findingCount: Int
        let findings: [Finding]
        let keys: String
        let operations: Int
    }

    @Test func `a running back end is checked and backed up, and put back once it has stopped`() async throws {
        try await withSystem { system in
            let data = ["--data", system.place.data]
            let copy = system.place.file("copy")
            let check = try await Program.run(["backend", "check", "--json"] + data)
            #expect(check.status == 0, "\(check)")
            let answer = try check.json(Answer.self)
            #expect(answer.good)
            #expect(answer.keys == "installation")
            #expect(answer.operations == 1)
            let backup = try await Program.run(["backend", "backup", "--output", copy] + data)
            #expect(backup.status == 0, "\(backup)")
            let restore = ["backend", "restore", "--from", copy, "--replace"] + data
            let whileRunning = try await Program.run(restore)
            #expect(whileRunning.status == 1)
            #expect(whileRunning.errors.contains("[data_in_use]"))
            #expect(await system.stop().status == 0)
            let restored = try await Program.run(restore)
            #expect(restored.status == 0, "\(restored)")
            #expect(restored.output.contains("term is now 2"))
        }
    }

    @Test func `books that were tampered with are named with exit status 2, and no database with 3`() async throws {
        try await withSystem { system in
            #expect(await system.stop().status == 0)
            let data = ["--data", system.place.data]
            let database = system.place.books.file
            let sql = "UPDATE ledger_balances SET balance_paise = balance_paise + 1 WHERE account = 'customer-funds'"
            #expect(try await Program.tool("sqlite3", ["-batch", database, sql]).status == 0)
            let check = try await Program.run(["backend", "check"] + data)
            #expect(check.status == 2)
            #expect(check.output.contains("ledger_broken balance_sum: ledger_balances [DEMONSTRATION customer-funds]"))
            let answer = try await Program.run(["backend", "check", "--json"] + data).json(Answer.self)
            #expect(!answer.good)
            #expect(answer.findings.contains { $0.invariant == "balance_sum" && $0.table == "ledger_balances" })
            let missing = try await Program.run(["backend", "check", "--database", system.place.file("none")])
            #expect(missing.status == 3)
            #expect(missing.errors.contains("[data_missing]"))
        }
    }
}
