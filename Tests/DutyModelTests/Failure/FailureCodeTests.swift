import DutyModel
import Foundation
import Testing

@Suite("Failure codes") struct FailureCodeTests {
    /// Code, meaning and remedy of each row of the page.
    private static func documented() throws -> [(code: String, remedy: String)] {
        let page = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().appendingPathComponent("../../../docs/failure-codes.md").standardized
        return try String(contentsOf: page, encoding: .utf8).split(separator: "\n")
            .filter { $0.hasPrefix("| `") }
            .map { line in
                let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
                try #require(cells.count == 3, "a row has three cells: \(line)")
                return (cells[0].trimmingCharacters(in: ["`"]), cells[2])
            }
    }

    @Test("the page has every code once, and no other")
    func bothWays() throws {
        let documented = try Self.documented().map(\.code)
        #expect(documented.count == Set(documented).count, "no code stands twice")
        #expect(Set(documented) == Set(FailureCode.allCases.map(\.rawValue)))
    }

    @Test("the page gives each code's remedy as the program says it")
    func remedies() throws {
        for row in try Self.documented() {
            #expect(FailureCode(rawValue: row.code)?.usualRemedy == row.remedy, "\(row.code)")
        }
    }

    @Test("every code says done, not done or not known, and the page lists those that don't say “not done”")
    func outcomes() throws {
        let page = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().appendingPathComponent("../../../docs/failure-codes.md").standardized
        let text = try String(contentsOf: page, encoding: .utf8)
        for (outcome, head) in [(KnownOutcome.done, "- **done**: "), (.notKnown, "- **not known**: ")] {
            let start = try #require(text.range(of: head)).upperBound
            let list = text[start...].prefix { $0 != "-" && $0 != "#" }
            let listed = list.split(separator: "`").filter { !$0.contains(",") && !$0.contains("\n") }.map(String.init)
            let codes = FailureCode.allCases.filter { $0.outcome == outcome }.map(\.rawValue)
            #expect(listed == codes.sorted(), "\(outcome)")
        }
    }

    @Test("what may leave a command carried out never says that it was not done")
    func neverDoneUnseen() {
        let open: [FailureCode] = [
            .linkBroken, .connectionLost, .httpTimeout, .journalWriteFailed, .psdFatal, .internalError, .dataFull,
        ]
        #expect(open.allSatisfy { $0.outcome == .notKnown })
        #expect(FailureCode.printFailed.outcome == .done)
        #expect(DutyFailure(.linkBroken, "It broke.").outcome == .notKnown)
        #expect(DutyFailure(.psdFatal, "It stopped.").knowing(.notDone).outcome == .notDone)
    }

    @Test("failures are equal by code, and say message, remedy and code")
    func failure() {
        let failure = DutyFailure(.portTaken, "Port 8700 is taken.", remedy: "Stop it.")
        #expect(failure == DutyFailure(.portTaken, "Otherwise."))
        #expect(failure != DutyFailure(.dataFull, "Port 8700 is taken."))
        #expect(failure.description == "Port 8700 is taken. Stop it. [port_taken]")
    }
}
