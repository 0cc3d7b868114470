import ConnectivityGuide
import DutyModel
import Foundation
import Testing

@Suite("The coverage page") struct CoveragePageTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../..").standardized

    @Test("the page in the docs is the one the program writes")
    func committed() throws {
        let page = try CoverageTable.builtIn().markdown
        if ProcessInfo.processInfo.environment["DUTYMARK_WRITE_REFERENCE"] == "1" {
            let file = Self.root.appendingPathComponent("docs/guide-coverage.md")
            try page.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(try GuideComparisonTests.doc("guide-coverage.md") == page)
    }

    @Test("it has a row for every entry, and what is planned says what")
    func rows() throws {
        let table = try CoverageTable.builtIn()
        #expect(table.lines.map(\.entry) == table.guide.entries)
        #expect(Set(table.lines.map(\.entry.id)).count == table.lines.count, "entries have names of their own")
        #expect(table.lines.allSatisfy { $0.row.state != .planned || $0.row.remark != nil })
        let rows = table.markdown.split(separator: "\n").filter { $0.hasPrefix("| ") }
        #expect(rows.count == table.lines.count + 2)
        #expect(rows.dropLast(table.guide.endpoints.count + 1).allSatisfy { !$0.contains("| `endpoint/") })
    }

    @Test(
        "everything it names is a file that exists",
        .enabled(if: FileManager.default.fileExists(atPath: Self.root.appendingPathComponent("Sources/dutymark").path)))
    func paths() throws {
        for (entry, row) in try CoverageTable.builtIn().lines {
            for path in row.code + row.tests.map({ "Tests/" + $0 }) {
                var isFolder: ObjCBool = false
                let file = Self.root.appendingPathComponent(path).path
                let there = FileManager.default.fileExists(atPath: file, isDirectory: &isFolder)
                #expect(there && !isFolder.boolValue, "\(path) of \(entry.id)")
            }
        }
    }

    @Test("an entry without a row, and a row without an entry, are refused")
    func joined() throws {
        let table = try CoverageTable.builtIn()
        let rows = Array(Set(table.lines.map(\.row)))
        var smaller = table.guide
        smaller.facts.removeLast()
        #expect(throws: DutyFailure(.guideUnknownKey, "")) { try CoverageTable(guide: smaller, rows: rows) }
        let fewer = rows.filter { $0.covers != "role/funds" }
        #expect(throws: DutyFailure(.guideKeyMissing, "")) { try CoverageTable(guide: table.guide, rows: fewer) }
    }
}
