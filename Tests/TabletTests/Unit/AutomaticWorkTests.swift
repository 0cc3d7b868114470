import DutyModel
import Testing

@testable import Tablet

/// What the machine does by itself, against real services.
@Suite struct AutomaticWorkTests {
    @Test func `an inspection that is near is made`() async throws {
        let bench = try await TabletBench.filled()
        defer { bench.remove() }
        let before = try #require(await bench.tablet.snapshot().inspection.dueAt)
        #expect(await bench.look() == false)
        #expect(await bench.tablet.snapshot().inspection.dueAt == before)
        bench.clock.set(before.advanced(bySeconds: -3600))
        #expect(await bench.tablet.snapshot().inspection.warn)
        bench.elapsed.advance(bySeconds: 90_000)
        #expect(await bench.look() == false)
        let after = await bench.tablet.snapshot()
        #expect(after.inspection.dueAt != before)
        #expect(!after.inspection.warn)
    }

    @Test func `records that have waited a day are uploaded, later also after a failure`() async throws {
        let bench = try await TabletBench.filled()
        defer { bench.remove() }
        try await bench.frank()
        #expect(await bench.look() == false)
        #expect(await bench.tablet.snapshot().outbox?.unsent == 1)
        bench.clock.advance(bySeconds: 86_400)
        bench.elapsed.advance(bySeconds: 86_400)
        bench.transport.script(.distributor, .questionLost(.dnsFailed))
        #expect(await bench.look())
        #expect(await bench.look() == false)
        #expect(await bench.tablet.snapshot().outbox?.unsent == 0)
    }

    @Test func `a base put back is found by looking, before a clerk comes to it`() async throws {
        let bench = try await TabletBench.filled()
        defer { bench.remove() }
        try await bench.frank()
        let old = bench.disk.afterProcessEnd()
        try await bench.frank()
        _ = await bench.look()
        try bench.put(old)
        #expect(await bench.tablet.snapshot().state == .valid, "nobody has compared yet")
        _ = await bench.look()
        let found = await bench.tablet.snapshot()
        #expect(found.state == .fatal && found.lock?.code == .psdFatal)
        // Whatever else meets it says the same.
        _ = try? await bench.tablet.upload()
        #expect(await bench.tablet.snapshot().problems.count { $0.code == .journalRolledBack } == 1)
    }

    @Test func `a base that does not answer counts as a failure`() async throws {
        let bench = try await TabletBench()
        defer { bench.remove() }
        bench.line.lose("status", .before)
        #expect(await bench.look())
    }

    @Test func `a wrong wall clock does not keep the tablet from the services`() async throws {
        let bench = try await TabletBench(tabletClock: TestClock(Timestamp(1_000_000_000)))
        defer { bench.remove() }
        guard case .granted = try await bench.tablet.refill(amount: .rupees(10)) else {
            Issue.record("not granted")
            return
        }
        bench.clock.advance(bySeconds: 590)
        bench.elapsed.advance(bySeconds: 590)
        _ = try await bench.tablet.refill(amount: .rupees(10))
        #expect(bench.transport.posted.filter { $0 == .distributor }.count == 2)
    }

    @Test func `a token that lasts is used again`() async throws {
        let bench = try await TabletBench()
        defer { bench.remove() }
        _ = try await bench.tablet.refill(amount: .rupees(10))
        bench.elapsed.advance(bySeconds: 569)
        _ = try await bench.tablet.refill(amount: .rupees(10))
        #expect(bench.transport.posted == [.distributor, .funds, .funds])
    }
}
