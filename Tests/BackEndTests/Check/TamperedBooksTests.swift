import BackEnd
import DutyModel
import Testing

/// Something that was done to a database, and what a check must say of it.
struct Tampering: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let sql: String
    let invariant: CheckInvariant
    let table: String
    /// What the finding's key ends in.
    let key: String
    var forgesLastLink = false
}

@Suite struct TamperedBooksTests {
    @Test func `the untouched books have no finding`() async throws {
        let books = try await HealthyBooks.made.value.copied()
        defer { books.remove() }
        let report = try await books.check()
        #expect(report.findings.map(\.line) == [])
        #expect(report.customers == 1)
        #expect(report.devices == 1)
        #expect(report.usageRecords == 6)
        #expect(report.operations == 8)
    }

    @Test(arguments: Tampering.ofLedger + Tampering.ofRefills + Tampering.ofDevices)
    func `names the row that was tampered with`(_ tampering: Tampering) async throws {
        let books = try await HealthyBooks.made.value.copied()
        defer { books.remove() }
        try books.tamper(tampering.sql)
        if tampering.forgesLastLink { try await books.forgeLastLink() }
        let report = try await books.check()
        let named = report.findings.contains {
            $0.invariant == tampering.invariant && $0.table == tampering.table && $0.key.hasSuffix(tampering.key)
        }
        #expect(named, "\(report.findings.map(\.line))")
    }
}
