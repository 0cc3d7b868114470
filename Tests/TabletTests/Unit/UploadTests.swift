import DutyModel
import Exchanges
import Testing

@testable import Tablet

/// Uploads and audits: nothing is deleted before a receipt covers it.
@Suite struct UploadTests {
    @Test func `records go in batches and are kept until their receipt`() async throws {
        let bench = try await TabletBench.filled(settings: TabletSettings { $0.recordsPerBatch = 2 })
        defer { bench.remove() }
        for _ in 0..<5 { try await bench.frank(10) }
        #expect(try await bench.tablet.upload() == UploadOutcome(sent: 5, durableThrough: 5))
        #expect(bench.transport.posted.filter { $0 == .transactions }.count == 3)
        #expect(try await bench.outbox.waiting(limit: 9).isEmpty)
        #expect(try await bench.outbox.newest()?.counter == 5)
        #expect(try await bench.tablet.upload() == UploadOutcome(sent: 0, durableThrough: 5))
        #expect(try await bench.tablet.recentImpressions(limit: 9).allSatisfy(\.uploaded))
    }

    @Test(arguments: [TransportFault.questionLost(.httpTimeout), .answerLost(.httpTimeout), .garbage, .wrongName])
    func `a fault keeps every record, and the next upload is whole`(_ fault: TransportFault) async throws {
        let bench = try await TabletBench.filled()
        defer { bench.remove() }
        for _ in 0..<3 { try await bench.frank(10) }
        bench.transport.script(.transactions, fault)
        #expect(await failure { _ = try await bench.tablet.upload() } != nil)
        #expect(try await bench.outbox.waiting(limit: 9).map(\.counter) == [1, 2, 3])
        #expect(await bench.tablet.snapshot().problems.count == 1)
        #expect(try await bench.tablet.upload() == UploadOutcome(sent: 3, durableThrough: 3))
        #expect(await bench.tablet.snapshot().problems.isEmpty)
    }

    @Test func `a receipt for another batch deletes nothing`() async throws {
        let bench = try await TabletBench.filled()
        defer { bench.remove() }
        try await bench.frank(10)
        _ = try await bench.tablet.upload()
        try await bench.frank(10)
        bench.transport.script(.transactions, .answerDelayed)
        #expect(await failure { _ = try await bench.tablet.upload() }?.code == .messageUnexpected)
        #expect(try await bench.outbox.waiting(limit: 9).map(\.counter) == [2])
    }

    @Test func `a damaged copy in the outbox is never what is sent`() async throws {
        let bench = try await TabletBench.filled()
        defer { bench.remove() }
        bench.line.lose("frank", .after)
        _ = await failure { try await bench.frank(10) }
        let held = try await bench.line.records(.usage(from: 1, limit: 1))
        let spoilt = try #require(held.first)
        let bad = SignatureBytes(unchecked: Array(repeating: 1, count: SignatureBytes.length))
        try await bench.outbox.keep([SignedUsageRecord(record: spoilt.record, signature: bad)])
        bench.line.lose("witness", .after)
        _ = await failure { try await bench.frank(20) }
        let status = try await bench.line.status()
        #expect(status.itemCount == 1)
        _ = try await bench.line.ask(.frank(.init(amount: .rupees(20), article: Article("4"), state: StateCode("MH"))))
        let second = try await bench.line.records(.usage(from: 2, limit: 1))
        try await bench.outbox.keep(second)
        #expect(try await bench.tablet.upload() == UploadOutcome(sent: 2, durableThrough: 2))
        #expect(try await bench.outbox.waiting(limit: 9).isEmpty)
    }

    @Test func `an audit brings a new inspection period`() async throws {
        let bench = try await TabletBench.filled()
        defer { bench.remove() }
        bench.clock.advance(bySeconds: 86_400)
        let outcome = try await bench.tablet.audit()
        #expect(outcome.differences.isEmpty)
        #expect(await bench.tablet.snapshot().inspection.dueAt == outcome.inspectionDue)
    }
}
