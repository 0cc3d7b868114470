import DutyModel
import Signing
import DeviceSimulation
import Testing

@testable import SecurityDevice

/// Times that a service signed and that no clock can show: refused before anything is written, for what stands in
/// the journal is added up again at every start.
@Suite struct SignedTimeTests {
    static let impossible: [Timestamp] = [Int64.min, -1, 253_402_300_800, .max].map(Timestamp.init)

    @Test(arguments: impossible) func `a refill's answer outside the calendar settles nothing`(
        _ time: Timestamp
    ) throws {
        var bench = try DeviceBench.valid(funds: .zero)
        let request = try bench.ask(.rupees(5))
        let before = bench.device.state
        bench.funds.time = time
        let answer = try bench.funds.answer(request, refuses: false)
        #expect(refusal { _ = try bench.device.applyRefill(answer, at: bench.reading) } == .valueMalformed)
        #expect(bench.device.state == before, "the refill is still outstanding")
        bench.funds.time = DeviceBench.start
        let good = try bench.funds.answer(request, refuses: false)
        #expect(try bench.device.applyRefill(good, at: bench.reading) == answer.answer.decision)
    }

    @Test(arguments: impossible) func `a verdict outside the calendar extends nothing`(_ time: Timestamp) throws {
        var bench = try DeviceBench.valid()
        try bench.device.beginAudit(id: bench.id(), at: bench.reading)
        let request = try bench.device.auditRequest(nonce: bench.nonce(), at: bench.reading)
        let before = bench.device.state
        bench.funds.time = time
        let verdict = try bench.funds.verdict(request, dueDays: 0)
        #expect(refusal { try bench.device.applyVerdict(verdict, at: bench.reading) } == .valueMalformed)
        #expect(bench.device.state == before)
        _ = bench.device.status(at: bench.reading)
    }

    @Test(arguments: [Int64(-40_000), 4_000_000]) func `a due date outside the calendar extends nothing`(
        _ days: Int64
    ) throws {
        var bench = try DeviceBench.valid()
        try bench.device.beginAudit(id: bench.id(), at: bench.reading)
        let request = try bench.device.auditRequest(nonce: bench.nonce(), at: bench.reading)
        let verdict = try bench.funds.verdict(request, dueDays: days)
        #expect(refusal { try bench.device.applyVerdict(verdict, at: bench.reading) } == .valueMalformed)
    }

    @Test(arguments: impossible) func `a withdrawal outside the calendar removes nothing`(_ time: Timestamp) throws {
        var bench = try DeviceBench.valid()
        try bench.device.beginWithdrawal(id: bench.id(), at: bench.reading)
        let request = try bench.device.withdrawalRequest(nonce: bench.nonce(), at: bench.reading)
        bench.funds.time = time
        let order = try bench.funds.withdrawal(request)
        #expect(refusal { try bench.device.completeWithdrawal(order, at: bench.reading) } == .valueMalformed)
        #expect(bench.device.status(at: bench.reading).registers.descending == .rupees(5_000))
    }

    @Test(arguments: impossible) func `a licence outside the calendar is refused`(_ time: Timestamp) throws {
        var bench = try DeviceBench()
        try bench.device.initialise(serial: DeviceBench.key.serial, life: 1)
        bench.funds.time = time
        let (authorisation, signature) = try bench.funds.authorisation(
            for: DeviceBench.key, publicKey: DeviceBench.signer.publicKey)
        #expect(
            refusal { try bench.device.authorise(authorisation, signature: signature, at: bench.reading) }
                == .valueMalformed)
    }

    @Test func `an answer of the calendar's last second does not crash`() throws {
        var bench = try DeviceBench.valid(funds: .zero)
        bench.funds.time = Timestamp(253_402_300_799)
        try bench.refill(.rupees(5))
        #expect(refusal { try bench.frank(.rupees(1)) } == .psdStateRefuses)
        #expect(bench.device.status(at: bench.reading).inspectionDue == bench.funds.time.advanced(byDays: 28))
        bench.funds.time = DeviceBench.start
        try bench.audit()
        try bench.frank(.rupees(1))
    }
}
