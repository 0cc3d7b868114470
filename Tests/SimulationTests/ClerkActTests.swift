import DutyModel
import Simulation
import Testing

/// What a clerk is told when a link breaks or a base goes down between a command and its answer.
@Suite struct ClerkActTests {
    @Test(arguments: [
        (FundsScenario.LinkFault.answerLost, KnownOutcome.done, UInt32(2)), (.commandLost, .notDone, 1),
        (.commandLate, .notDone, 1),
    ]) func `a clerk whose link breaks is told what the device did`(
        _ fault: FundsScenario.LinkFault, _ told: KnownOutcome, _ impressions: UInt32
    ) throws {
        let scenario = try FundsScenario()
        try scenario.refill(0, rupees: 500)
        try scenario.frank(0, rupees: 40)
        scenario.breakLink(of: 0, fault)
        try scenario.frank(0, rupees: 30)
        #expect(scenario.told(at: 0) == [.done, .done, told])
        // The command that was held up comes at last.
        try scenario.pass(seconds: 15_000)
        #expect(scenario.impressions(of: 0) == impressions)
        try scenario.finish()
        #expect(scenario.told(at: 0) == [.done, .done, told])
    }

    @Test func `a debit whose answer went down with the base is told as done, and asked for again it changes nothing`()
        throws
    {
        let scenario = try FundsScenario()
        try scenario.refill(0, rupees: 500)
        try scenario.frankAndCrash(0, rupees: 40)
        try scenario.askAfterwards(0)
        #expect(scenario.told(at: 0) == [.done, .done])
        for _ in 0..<5 { try scenario.askOnceMore(0) }
        #expect(scenario.impressions(of: 0) == 1)
        try scenario.finish()
    }

    @Test func `a deposit that is reversed counts once, and its challan never again`() throws {
        let scenario = try FundsScenario()
        let before = scenario.account
        let reversal = scenario.reverseNewestDeposit()
        #expect(reversal.refusal == nil && reversal.amount > .zero)
        #expect(try scenario.account == before.subtracting(reversal.amount))
        #expect(scenario.reverseNewestDeposit().refusal == .depositReversed)
        try scenario.finish()
        #expect(try scenario.account <= before.subtracting(reversal.amount))
    }
}
