import DutyModel
import Exchanges
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
        #expect(made.print?.state == .debited && made.print?.open == [.print, .spoil])
        let drawing = try await bench.tablet.drawing(of: 1, .first, as: .png)
        #expect(drawing.file.starts(with: [0x89, 0x50, 0x4E, 0x47]))
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
        #expect(failure.code == .outcomeUnknown && failure.outcome == .notKnown)
        #expect(failure.message.contains("isn't known yet whether ₹500.00 was debited"))
        #expect(try await bench.outbox.newest() == nil)
        #expect(try await bench.tablet.recentImpressions(limit: 5).map(\.stamp.counter) == [1])
        #expect(try await bench.frank(20).stamp.counter == 2)
        #expect(try await bench.outbox.waiting(limit: 9).map(\.counter) == [1, 2])
    }

    @Test func `an answer lost after the debit is found by the act's name, and the impression given`() async throws {
        let bench = try await TabletBench.filled()
        defer { bench.remove() }
        let act = try await bench.tablet.newAct()
        let wish = FrankingWish(amount: .rupees(500), article: try Article("4"))
        bench.line.lose("frank", .after)
        bench.line.lose("outcome", .refused)
        let made = try await bench.tablet.frank(wish, act: act)
        #expect(made.stamp.counter == 1 && bench.pauses.taken == [500])
        // Asked for once more under the same name, it is the same impression.
        #expect(try await bench.tablet.frank(wish, act: act) == made)
        #expect(try await bench.outbox.waiting(limit: 9).map(\.counter) == [1])
        let report = await bench.tablet.outcome(of: act)
        #expect(report.outcome == .done && report.sentence == "₹500.00 was debited as item 1.")
    }

    @Test func `a command lost before the debit is told as not done, and stays so when it comes late`() async throws {
        let bench = try await TabletBench.filled()
        defer { bench.remove() }
        let act = try await bench.tablet.newAct()
        let wish = FrankingWish(amount: .rupees(500), article: try Article("4"))
        bench.line.lose("frank", .before)
        let lost = await failure { _ = try await bench.tablet.frank(wish, act: act) }
        #expect(lost?.code == .actNotDone && lost?.outcome == .notDone)
        #expect(lost?.message.contains("₹500.00 was not debited") == true)
        let late = await failure { _ = try await bench.tablet.frank(wish, act: act) }
        #expect(late?.code == .actNotDone)
        #expect(await bench.tablet.snapshot().registers?.descending == .rupees(5_000))
    }

    @Test func `while the base can't be asked nobody says that nothing was debited`() async throws {
        let bench = try await TabletBench.filled(settings: TabletSettings { $0.outcomeTries = 2 })
        defer { bench.remove() }
        let act = try await bench.tablet.newAct()
        let wish = FrankingWish(amount: .rupees(500), article: try Article("4"))
        bench.line.lose("frank", .after)
        for _ in 0..<3 { bench.line.lose("outcome", .refused) }
        let lost = await failure { _ = try await bench.tablet.frank(wish, act: act) }
        #expect(lost?.code == .outcomeUnknown && lost?.outcome == .notKnown)
        #expect(await bench.tablet.outcome(of: act).outcome == .notKnown)
        #expect(await bench.tablet.outcome(of: act).outcome == .done)
    }

    @Test func `a base that could not be asked before the command is told as not done`() async throws {
        let bench = try await TabletBench.filled()
        defer { bench.remove() }
        for place in [BaseLine.Break.refused, .before] {
            bench.line.lose("status", place)
            let lost = await failure { try await bench.frank(500) }
            #expect(lost?.code == .linkDown && lost?.outcome == .notDone, "\(place)")
        }
    }

    @Test func `a command lost before the debit takes nothing`() async throws {
        let bench = try await TabletBench.filled()
        defer { bench.remove() }
        bench.line.lose("frank", .before)
        #expect(await failure { try await bench.frank(500) }?.code == .outcomeUnknown)
        #expect(await bench.tablet.snapshot().registers?.descending == .rupees(5_000))
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
        let full = await bench.tablet.snapshot()
        #expect(full.state == .locked && full.lock?.code == .dataFull && !full.sentence.contains("Ready"))
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
