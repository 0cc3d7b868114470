import BackEnd
import DutyModel
import Exchanges
import FundsLedger
import Storage
import Testing

/// Declarations of spoiled prints that come before their usage records, or whose records never count.
@Suite struct WaitingSpoilTests {
    private func site() async throws -> (TestSite, PaperDevice) {
        let site = try await TestSite()
        var device = site.device
        try await site.refill(&device, .rupees(1_000))
        return (site, device)
    }

    private func declare(_ spoil: SpoilDeclaration, _ site: TestSite) async throws {
        try await site.backEnd.transactions.declare(spoil, from: site.caller(.transactions))
    }

    @Test
    func `a declaration that comes early waits, holds up no upload, and marks its stamp once the record is there`()
        async throws
    {
        var (site, device) = try await site()
        defer { site.remove() }
        let records = try (0..<3).map { _ in try device.frank(.rupees(10)) }
        try await declare(try device.spoil(records[1]), site)
        #expect(try await site.backEnd.enrolment.publishedMarks().isEmpty)
        let rules = try RefundSchedule.bundled()
        let key = device.psdKey
        await #expect(throws: DutyFailure(.nothingToSettle, "")) {
            _ = try await site.operate { desk throws(DutyFailure) in try desk.refund(2, of: key, rules: rules).paid }
        }
        let batch = device.batch(records)
        var heard = site.backEnd.publishedChanges.stream().makeAsyncIterator()
        _ = await heard.next()
        let receipt = try await site.backEnd.transactions.accept(batch, from: site.caller(.transactions))
        #expect(receipt.durableThrough == 3)
        // Whoever publishes the list hears of it.
        _ = await heard.next()
        #expect(try await site.backEnd.enrolment.publishedMarks().map(\.counter) == [2])
        try await site.expectSoundLedger()
    }

    @Test func `one whose record was set aside is acknowledged and marks nothing`() async throws {
        var (site, device) = try await site()
        defer { site.remove() }
        let foreign = try device.frank(.rupees(10), state: "KA")
        _ = try await site.backEnd.transactions.accept(device.batch([foreign]), from: site.caller(.transactions))
        for _ in 1...2 { try await declare(try device.spoil(foreign), site) }
        #expect(try await site.backEnd.enrolment.publishedMarks().isEmpty)
        #expect(try await site.count("SELECT COUNT(*) AS n FROM spoils") == 1)
    }

    @Test func `so many wait and no more, and the device goes on`() async throws {
        var (site, device) = try await site()
        defer { site.remove() }
        let records = try (0..<2).map { _ in try device.frank(.rupees(10)) }
        let later = try (0..<2).map { number in
            try device.record(
                counter: 5_000 + UInt32(number), value: .rupees(1), registers: device.registers, previous: .zero)
        }
        try await declare(try device.spoil(later[0]), site)
        let missing = Int64(TransactionsService.waitingSpoilsMaximum - 1)
        try await site.backEnd.database.write { (transaction) throws(DutyFailure) -> Void in
            try transaction.execute(
                """
                WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(missing))
                INSERT INTO spoils SELECT customer, psd_key, 100000 + i, declaration, received_at FROM spoils, n
                """)
        }
        await #expect(throws: DutyFailure(.tooManyRequests, "")) { try await declare(try device.spoil(later[1]), site) }
        // What was taken is taken still, and so is what waits for nothing.
        try await declare(try device.spoil(later[0]), site)
        let receipt = try await site.backEnd.transactions.accept(
            device.batch(records), from: site.caller(.transactions))
        #expect(receipt.durableThrough == 2)
        try await declare(try device.spoil(records[0]), site)
        #expect(try await site.backEnd.enrolment.publishedMarks().map(\.counter) == [1])
        // Restored books take up whatever was taken before.
        let spoil = try device.spoil(later[1])
        try await site.operate { desk throws(DutyFailure) in try desk.declare(spoil) }
    }
}
