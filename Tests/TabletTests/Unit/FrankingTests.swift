import DutyModel
import SecurityDevice
import Testing

@testable import Tablet

/// Franking through the tablet: what is debited, what is kept, and what is said when nobody knows.
@Suite struct FrankingTests {
    @Test func `an impression is debited, kept and shown`() async throws {
        let bench = try await TabletBench.filled()
        defer { bench.remove() }
        let made = try await bench.frank(500)
        #expect(made.stamp.counter == 1)
        #expect(made.registers == Registers(ascending: .rupees(500), descending: .rupees(4_500)))
        #expect(!made.uploaded)
        #expect(try await bench.outbox.waiting(limit: 9).map(\.counter) == [1])
        #expect(try await bench.tablet.recentImpressions(limit: 5) == [made])
        let drawing = try await bench.tablet.impression(counter: 1, format: .png)
        #expect(drawing.starts(with: [0x89, 0x50, 0x4E, 0x47]))
    }

    @Test func `more than the funds is refused with the most that would do`() async throws {
        let bench = try await TabletBench.filled(.rupees(300))
        defer { bench.remove() }
        let failure = await failure { try await bench.frank(500) }
        #expect(failure?.code == .amountOverFunds)
        #expect(failure?.maximumAllowed == .rupees(300))
    }

    @Test func `an answer lost after the debit is said to be unknown and made good before the next`() async throws {
        let bench = try await TabletBench.filled()
        defer { bench.remove() }
        bench.line.lose("frank", .after)
        let failure = try #require(await failure { try await bench.frank(500) })
        #expect(failure.code == .linkDown)
        #expect(failure.message.contains("not known"))
        #expect(failure.remedy.hasPrefix("Look at the recent impressions first"))
        #expect(try await bench.outbox.newest() == nil)
        #expect(try await bench.tablet.recentImpressions(limit: 5).map(\.stamp.counter) == [1])
        #expect(try await bench.frank(20).stamp.counter == 2)
        #expect(try await bench.outbox.waiting(limit: 9).map(\.counter) == [1, 2])
    }

    @Test func `a command lost before the debit takes nothing`() async throws {
        let bench = try await TabletBench.filled()
        defer { bench.remove() }
        bench.line.lose("frank", .before)
        #expect(await failure { try await bench.frank(500) }?.code == .linkDown)
        #expect(await bench.tablet.snapshot().registers.descending == .rupees(5_000))
        #expect(try await bench.frank(500).stamp.counter == 1)
    }

    @Test func `a base put back is noticed before the next impression and stops`() async throws {
        let bench = try await TabletBench.filled()
        defer { bench.remove() }
        try await bench.frank()
        let old = bench.disk.afterProcessEnd()
        try await bench.frank()
        try bench.put(old)
        #expect(await failure { try await bench.frank() }?.code == .journalRolledBack)
        #expect(await bench.tablet.snapshot().state == .fatal)
        #expect(await failure { try await bench.frank() }?.code == .journalRolledBack)
    }

    @Test func `orders at the same time are made one after the other without a hole`() async throws {
        let bench = try await TabletBench.filled()
        defer { bench.remove() }
        let counters = try await withThrowingTaskGroup(of: UInt32.self) { group in
            for _ in 0..<8 { group.addTask { try await bench.frank(10).stamp.counter } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(counters.sorted() == Array(1...8))
        #expect(try await bench.outbox.waiting(limit: 20).map(\.counter) == Array(1...8))
    }

    @Test func `a copy that cannot be kept lets the impression stand and stops the next`() async throws {
        let fault = SwitchedFault()
        let bench = try await TabletBench.filled { FaultyOutbox(outbox: $0, fault: fault) }
        defer { bench.remove() }
        try await bench.frank()
        fault.set(DutyFailure(.dataFull, "The disk is full."))
        #expect(try await bench.frank().stamp.counter == 2)
        #expect(await bench.tablet.snapshot().problems.map(\.code) == [.dataFull])
        #expect(await failure { try await bench.frank() }?.code == .dataFull)
        fault.set(nil)
        #expect(try await bench.frank().stamp.counter == 3)
        #expect(try await bench.outbox.waiting(limit: 9).map(\.counter) == [1, 2, 3])
        #expect(await bench.tablet.snapshot().problems.isEmpty)
    }

    @Test func `a base that cannot be reached is shown as such`() async throws {
        let bench = try await TabletBench.filled()
        defer { bench.remove() }
        bench.line.lose("status", .before)
        let snapshot = await bench.tablet.snapshot()
        #expect(snapshot.state == .unreachable)
        #expect(snapshot.lock?.code == .linkDown)
        #expect(await bench.tablet.snapshot().problems.isEmpty)
    }
}
