import BackEnd
import DutyModel
import Testing

@testable import Tablet

/// How the back end says that the device stands reaches the base with whatever is asked next.
@Suite struct StandingTests {
    private func operate(_ bench: TabletBench, _ command: OperatorCommand) async throws {
        _ = try await bench.backEnd.operators.answer(command)
    }

    private func lock(_ bench: TabletBench) async -> FailureCode? { await bench.tablet.snapshot().lock?.code }

    /// What a tablet asks in its daily work; each of them alone brings the lock.
    static let contacts: [(name: String, ask: @Sendable (TabletBench) async throws -> Void)] = [
        ("an audit", { _ = try await $0.tablet.audit() }),
        ("an upload", { _ = try await $0.tablet.upload() }),
        ("a refill, which is refused", { _ = try await $0.tablet.refill(amount: .rupees(1)) }),
        (
            "a directory",
            {
                $0.elapsed.advance(bySeconds: 7 * 3600)
                _ = await $0.look()
            }
        ),
    ]

    @Test(arguments: contacts.indices) func `a block reaches the machine with the next answer, whatever was asked`(
        _ index: Int
    ) async throws {
        let bench = try await TabletBench.filled()
        defer { bench.remove() }
        try await bench.frank()
        try await operate(bench, .block(TestDirectory.key))
        #expect(await lock(bench) == nil)
        try await Self.contacts[index].ask(bench)
        #expect(await lock(bench) == .machineBlocked, "\(Self.contacts[index].name)")
        #expect(await failure { try await bench.frank() }?.code == .machineBlocked)
        // After a restart it is still known, and so is whom to call.
        try bench.put(bench.disk.afterPowerCut())
        let snapshot = await bench.tablet.snapshot()
        #expect(snapshot.state == .locked && snapshot.lock?.remedy.contains("operator") == true)
        #expect(snapshot.standing?.state == .blocked)
    }

    @Test func `a refusal of a service carries the lock as well`() async throws {
        let bench = try await TabletBench.filled()
        defer { bench.remove() }
        try await operate(bench, .retire(TestDirectory.key))
        #expect(await failure { _ = try await bench.tablet.audit() }?.code == .psdRetired)
        #expect(await lock(bench) == .psdRetired)
    }

    @Test func `an answer whose standing is kept back changes nothing, and is asked for again`() async throws {
        let bench = try await TabletBench.filled()
        defer { bench.remove() }
        try await operate(bench, .block(TestDirectory.key))
        bench.transport.script(.funds, .standingKeptBack)
        let before = await bench.tablet.snapshot()
        #expect(await failure { _ = try await bench.tablet.audit() }?.code == .standingMissing)
        #expect(await bench.tablet.snapshot().inspection == before.inspection)
        _ = try await bench.tablet.audit()
        #expect(await lock(bench) == .machineBlocked)
    }

    @Test func `a lock is lifted by the next audit after the operator unlocked, which a locked machine makes itself`()
        async throws
    {
        let bench = try await TabletBench.filled()
        defer { bench.remove() }
        try await operate(bench, .block(TestDirectory.key))
        _ = try await bench.tablet.audit()
        #expect(await lock(bench) == .machineBlocked)
        try await operate(bench, .unlock(TestDirectory.key))
        bench.transport.setWish(forAudit: true)
        _ = await bench.look()
        #expect(await lock(bench) == .machineBlocked, "it asks the distributor again after a quarter of an hour")
        bench.elapsed.advance(bySeconds: 900)
        #expect(await bench.look() == false)
        #expect(await lock(bench) == nil)
        try await bench.frank()
    }

    @Test func `an idle machine asks the distributor within a quarter of an hour, a little earlier each time`()
        async throws
    {
        let bench = try await TabletBench.filled()
        defer { bench.remove() }
        func asked() -> Int { bench.transport.posted.count { $0 == .distributor } }
        _ = await bench.look()
        for _ in 1...3 {
            let before = asked()
            bench.elapsed.advance(bySeconds: 809)
            _ = await bench.look()
            #expect(asked() == before)
            bench.elapsed.advance(bySeconds: 91)
            _ = await bench.look()
            _ = await bench.look()
            #expect(asked() == before + 1)
        }
        // One that fails is made up for by the next look, at the pace of other duties.
        let before = asked()
        bench.transport.script(.distributor, .questionLost(.connectTimeout))
        bench.elapsed.advance(bySeconds: 900)
        #expect(await bench.look(), "it failed")
        #expect(await bench.look() == false)
        #expect(await bench.look() == false)
        #expect(asked() == before + 2)
    }
}
