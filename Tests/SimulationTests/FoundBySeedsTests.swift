import DutyModel
import Simulation
import Testing

/// What seeds found once, each as the sequence of events that mattered: the seed itself means something else as soon as
/// the simulator changes.
@Suite struct FoundBySeedsTests {
    /// Books from before a cancellation are put back, and the refill's own request comes out of the network at last.
    /// The device never applies that grant, so no withdrawal was in order and nobody could get the money back.
    @Test func `money granted to a refill that the device saw cancelled is given back and the device withdraws`() throws
    {
        let scenario = try FundsScenario()
        let device = try #require(scenario.device(of: 0))
        try scenario.refill(0, rupees: 500)
        try scenario.frank(0, rupees: 40)
        try Self.grantWhatWasCancelled(scenario)
        #expect(throws: DutyFailure(.nothingToSettle, ""), "the device hasn't said that it never applies it") {
            try scenario.returnGrants(0)
        }
        try scenario.withdraw(0)
        #expect(scenario.lastFailure(of: 0) == .grantUnclaimed)
        #expect(try scenario.returnGrants(0) == .rupees(300))
        #expect(throws: DutyFailure(.nothingToSettle, "")) { try scenario.returnGrants(0) }
        try scenario.finish()
        #expect(scenario.device(of: 0) == PSDKeyID(serial: device.serial, life: 2))
        #expect(scenario.onItsWay(to: 0) == .zero)
    }

    /// The same, and the device asked for another refill meanwhile, which such books can never grant.
    @Test func `a refill that the books can never grant is given up, and the device withdraws`() throws {
        let scenario = try FundsScenario()
        let device = try #require(scenario.device(of: 0))
        try scenario.refill(0, rupees: 500)
        try Self.grantWhatWasCancelled(scenario)
        try scenario.refill(0, rupees: 20)
        #expect(scenario.lastFailure(of: 0) == .sequenceNotNext)
        try scenario.giveUpRefill(0)
        #expect(!scenario.isRefillPending(0))
        try scenario.withdraw(0)
        #expect(scenario.lastFailure(of: 0) == .grantUnclaimed)
        try scenario.finish()
        #expect(scenario.device(of: 0) == PSDKeyID(serial: device.serial, life: 2))
    }

    /// The same, and the device asks for nothing more: its audits are good, and the money stayed on its way for ever.
    @Test func `money on its way to a machine that waits for none is noticed and given back`() throws {
        let scenario = try FundsScenario()
        let device = try #require(scenario.device(of: 0))
        try scenario.refill(0, rupees: 500)
        try Self.grantWhatWasCancelled(scenario)
        try scenario.finish()
        #expect(scenario.device(of: 0) == PSDKeyID(serial: device.serial, life: 2))
        #expect(scenario.onItsWay(to: 0) == .zero)
    }

    private static func grantWhatWasCancelled(_ scenario: FundsScenario) throws {
        let backup = scenario.transactions
        try scenario.refillHeldAndGivenUp(0, rupees: 300)
        #expect(!scenario.isRefillPending(0))
        scenario.restore(transactions: backup)
        try scenario.release()
        #expect(scenario.onItsWay(to: 0) == .rupees(300))
    }

    /// Books from between a block and its lifting were put back. The device had heard of the later standing, so it passed over
    /// the older block and franked on, though an answer of books that lock it had reached it.
    @Test func `a block that a restore brings back reaches a machine that had heard of its lifting`() throws {
        let scenario = try FundsScenario()
        try scenario.refill(0, rupees: 500)
        scenario.block(0, true)
        try scenario.pass(seconds: 5)
        let backup = scenario.transactions
        scenario.block(0, false)
        try scenario.pass(seconds: 120)
        try scenario.frank(0, rupees: 40)
        #expect(!scenario.isLocked(0) && scenario.impressions(of: 0) == 1)
        scenario.restore(transactions: backup)
        try scenario.upload(0)
        #expect(scenario.isLocked(0))
        try scenario.frank(0, rupees: 30)
        #expect(scenario.impressions(of: 0) == 1)
        try scenario.finish()
        #expect(!scenario.isLocked(0))
    }

    /// The simulator went by what the tablet heard, and called what the base knew an old lock.
    @Test func `a base that took the lifting of a block franks, though its tablet did not hear that it did`() throws {
        let scenario = try FundsScenario()
        try scenario.refill(0, rupees: 500)
        try scenario.frank(0, rupees: 40)
        scenario.block(0, true)
        try scenario.upload(0)
        #expect(scenario.isLocked(0))
        scenario.loseAnswerToStanding()
        scenario.block(0, false)
        // As soon as it is unlocked: the next audit would bring the news once more.
        for _ in 0..<120 where scenario.isLocked(0) { try scenario.pass(seconds: 1) }
        #expect(!scenario.isLocked(0))
        try scenario.frank(0, rupees: 40)
        #expect(scenario.impressions(of: 0) == 2)
        try scenario.finish()
    }

    /// The audit never got its verdict, and whoever had asked for it never learned what became of it.
    @Test func `an audit that is overtaken by the end of the device's life is told as not done`() throws {
        let scenario = try FundsScenario()
        try scenario.auditHeldAndWithdrawn(0)
        try scenario.finish()
        #expect(scenario.told(at: 0).first == .notDone)
    }

    /// The simulator looked for the paper among those of the device's present life.
    @Test func `a print of an earlier life that is said to have come out in the next one did so`() throws {
        let scenario = try FundsScenario()
        try scenario.refill(0, rupees: 500)
        try scenario.frank(0, rupees: 40)
        try scenario.print(0, item: 1)
        let first = try #require(scenario.device(of: 0))
        try scenario.withdraw(0)
        try scenario.pass(seconds: 600)
        #expect(scenario.device(of: 0) == PSDKeyID(serial: first.serial, life: 2))
        try scenario.sayPrinted(0, item: 1)
        try scenario.finish()
    }

    /// The base began what the tablet had given up waiting for, and nobody brought it to its end: whoever had asked was told for
    /// ever that it isn't known yet.
    @Test func `an audit whose beginning the tablet did not hear of is brought to its verdict by the machine`() throws {
        let scenario = try FundsScenario()
        scenario.breakLink(of: 0, .answerLost)
        try scenario.audit(0)
        #expect(scenario.told(at: 0) == [.notKnown])
        try scenario.pass(seconds: 120)
        try scenario.askAfterwards(0)
        #expect(scenario.told(at: 0) == [.done])
        try scenario.finish()
    }

    /// The simulator took the lost books of a site that had just taken over for books that never were.
    @Test func `a site that took over before anything was replicated and lost its books is mended`() throws {
        let scenario = try FundsScenario(settlingSeconds: 0)
        scenario.failOver()
        try scenario.pass(seconds: 10)
        scenario.loseDatabase()
        try scenario.pass(seconds: 600)
        try scenario.finish()
    }

    /// The operators looked after a number of events, and where both machines had stopped nothing happened any more.
    @Test func `operators replace the devices of machines that have all stopped`() throws {
        let scenario = try FundsScenario()
        let devices = (0..<2).map { scenario.device(of: $0) }
        for machine in 0..<2 {
            try scenario.refill(machine, rupees: 500)
            scenario.keepDisk(machine)
            try scenario.frank(machine, rupees: 40)
            scenario.putDiskBack(machine)
        }
        try scenario.finish()
        #expect((0..<2).allSatisfy { scenario.device(of: $0) != devices[$0] })
    }
}
