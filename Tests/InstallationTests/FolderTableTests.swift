import DutyModel
import Foundation
import Testing

@testable import Installation

/// The table of the data folder's files: one source for the document and for what failures say.
@Suite struct FolderTableTests {
    @Test func `docs operations md shows exactly the rows that failures say`() throws {
        let document = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../docs/operations.md").standardized
        let text = try String(contentsOf: document, encoding: .utf8)
        let shown = text.split(separator: "\n").drop { !$0.hasPrefix("| Path | Holds |") }.dropFirst(2)
            .prefix { $0.hasPrefix("|") }.map(String.init)
        let rows = FolderTable.rows.map { "| `\($0.path)` | \($0.holds) | \($0.loss) | \($0.remedy.text) |" }
        for (number, row) in rows.enumerated() where number >= shown.count || shown[number] != row {
            Issue.record("row \(number + 1) of the document must be:\n\(row)")
        }
        #expect(shown.count == rows.count)
    }

    @Test(arguments: [
        ("The key /d/backend/keys/funds.key is missing.", FailureCode.keyMissing, "backend/keys/NAME.key"),
        ("/d/base/psd/psd.journal: The key at hand is not the key.", .keyMissing, "base/psd/psd.journal"),
        ("The file /d/base/keys/psd-life-12.key is bad.", .dataMalformed, "base/keys/psd-life-N.key"),
        (
            "/d/backend/authority/root.pem is not the certificate of /d/backend/authority/root-key.pem.",
            .dataMalformed,
            "backend/authority/root.pem"
        ),
        ("The back end /d/backend is missing.", .dataMissing, "backend"),
        ("The journal is older than what was already acknowledged.", .journalRolledBack, "base/psd/psd.journal"),
    ])
    func `a failure says the row of the file that it names first`(
        _ message: String, _ code: FailureCode, _ path: String
    ) throws {
        let advised = FolderLayout(root: "/d").advised(DutyFailure(code, message))
        let row = try #require(FolderTable.rows.first { $0.path == path })
        #expect(advised.remedy == row.remedy.text && advised.message == message && advised.code == code)
    }

    @Test func `a failure about no file, or with a remedy of its own, stays as it is`() {
        let layout = FolderLayout(root: "/d")
        for failure in [
            DutyFailure(.amountOverFunds, "Not enough in /d/installation.json."),
            DutyFailure(.dataMalformed, "The file /elsewhere/installation.json is bad."),
            DutyFailure(.dataMissing, "There is no back end in /d.", remedy: "Make one."),
        ] {
            #expect(layout.advised(failure).remedy == failure.remedy)
        }
    }
}
