import BackEnd
import DutyModel
import Testing

extension TestSite {
    /// Fails the test for everything that does not hold of the books.
    func expectSoundLedger(_ location: SourceLocation = #_sourceLocation) async throws {
        let report = try await BooksChecker(database: backEnd.database, fundsKeys: backEnd.fundsKeys).check()
        #expect(report.findings.map(\.line) == [], sourceLocation: location)
    }
}
