import BackEnd
import DutyModel
import Foundation
import Storage
import StorageSQLite
import Testing

@Suite("The schema of the books") struct SchemaPageTests {
    private struct Part {
        let table: String
        let isTable: Bool
        let sql: String
    }

    /// What a database holds after all migrations: each table with its indexes and triggers behind it.
    private static func parts() async throws -> [Part] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "dutymark-schema-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let database = try SQLiteDatabase(path: folder.appending(path: "books.sqlite").path)
        try await database.migrate(BackEndSchema.migrations)
        let rows = try await database.read { (transaction) throws(DutyFailure) in
            try transaction.rows(
                """
                SELECT tbl_name, type, sql FROM sqlite_master WHERE sql IS NOT NULL
                ORDER BY tbl_name, CASE type WHEN 'table' THEN 0 WHEN 'view' THEN 0 WHEN 'index' THEN 1 ELSE 2 END, name
                """)
        }
        return try rows.map { row in
            Part(
                table: try row.text("tbl_name"), isTable: ["table", "view"].contains(try row.text("type")),
                sql: try row.text("sql"))
        }
    }

    @Test("the file of the schema is what the migrations make")
    func page() async throws {
        let version = try #require(BackEndSchema.migrations.last?.version)
        var text = """
            -- The database of the back end as its migrations make it in SQLite, version \(version) of the schema.
            -- Made from the program, and compared by a test; docs/ledger.md explains each table.

            """
        for part in try await Self.parts() { text += (part.isTable ? "\n" : "") + part.sql + ";\n" }
        try ReferencePage(name: "schema.sql").expect(text)
    }

    @Test("docs/ledger.md explains each table, and no other")
    func explained() async throws {
        let page = ReferencePage.packageFolder.appending(path: "docs/ledger.md")
        let chapter =
            try String(contentsOf: page, encoding: .utf8).components(separatedBy: "## The tables\n").last ?? ""
        let explained = chapter.matches(of: /(?m)^\| `(\w+)` \| \S/).map { String($0.1) }
        let tables = try await Self.parts().filter(\.isTable).map(\.table)
        #expect(tables.count > 30 && explained.sorted() == tables.sorted())
    }
}
