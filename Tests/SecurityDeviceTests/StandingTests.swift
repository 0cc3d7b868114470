import DutyModel
import Exchanges
import Signing
import DeviceSimulation
import Testing

@testable import SecurityDevice

/// What the back end says of a device is acted upon in the device itself.
@Suite struct StandingTests {
    private static let key = DeviceBench.key

    private static func lock(_ bench: DeviceBench) -> FailureCode? { bench.device.status(at: bench.reading).lock }

    @Test(arguments: [
        (DeviceStanding.State.suspected, FailureCode.psdCloneSuspected), (.blocked, .machineBlocked),
        (.retired, .psdRetired),
    ])
    func `a standing that locks counts at once, outlasts a restart, and says why and whom to call`(
        _ state: DeviceStanding.State, _ code: FailureCode
    ) throws {
        var bench = try DeviceBench.valid()
        let standing = try bench.funds.stand(state, code, key: Self.key)
        try bench.device.takeStanding(standing)
        #expect(refusal { try bench.frank(.rupees(1)) } == code)
        #expect(refusal { _ = try bench.ask(.rupees(1)) } == code)
        bench.device = try DeviceBench.open(bench.disk.afterPowerCut())
        let status = bench.device.status(at: bench.reading)
        #expect(status.lock == code && status.standing == standing && status.stateName == code.rawValue)
        #expect(status.lockMessage?.contains(standing.time.indianTimeText) == true)
        let callsSomebody = ["operator", "service"].contains { code.usualRemedy.contains($0) }
        #expect(callsSomebody, "\(code.usualRemedy)")
    }

    @Test func `a standing whose reason this version doesn't know is believed, locks and outlasts a restart`() throws {
        var bench = try DeviceBench.valid()
        let reason = try #require(FailureCode(rawValue: "of_a_newer_version"))
        let standing = try bench.funds.stand(.blocked, reason, key: Self.key)
        try bench.device.takeStanding(standing)
        #expect(refusal { try bench.frank(.rupees(1)) } == .machineBlocked)
        bench.device = try DeviceBench.open(bench.disk.afterPowerCut())
        let held = bench.device.status(at: bench.reading)
        #expect(held.standing == standing && held.standing?.reason?.rawValue == "of_a_newer_version")
    }

    @Test func `a lock is lifted by the newer standing that the answer to its own question names, and by nothing else`()
        throws
    {
        var bench = try DeviceBench.valid()
        try bench.device.takeStanding(try bench.funds.stand(.suspected, .psdCloneSuspected, key: Self.key))
        let asked = try Self.audit(&bench)
        let active = try bench.funds.stand(.active, key: Self.key)
        // The standing alone, however often, is somebody's to keep and to hand over.
        for _ in 0..<2 { try bench.device.takeStanding(active) }
        #expect(Self.lock(bench) == .psdCloneSuspected)
        // A receipt answers no nonce.
        try bench.device.applyReceipt(try bench.receipt(through: 0))
        #expect(Self.lock(bench) == .psdCloneSuspected)
        // The verdict on an older question lifts nothing.
        let stale = try bench.funds.verdict(asked)
        let fresh = try bench.device.auditRequest(nonce: bench.nonce(), at: bench.reading)
        #expect(refusal { try bench.device.applyVerdict(stale, at: bench.reading) } == .nonceStale)
        #expect(Self.lock(bench) == .psdCloneSuspected)
        try bench.device.applyVerdict(try bench.funds.verdict(fresh), at: bench.reading)
        #expect(Self.lock(bench) == nil)
        let reopened = try DeviceBench.open(bench.disk.afterPowerCut())
        #expect(reopened.state == bench.device.state && reopened.state.standing == active)
        try bench.frank(.rupees(1))
    }

    @Test func `a refill's envelope lifts a lock too, in the same write as the refill`() throws {
        var bench = try DeviceBench.valid()
        let request = try bench.ask(.rupees(7))
        try bench.device.takeStanding(try bench.funds.stand(.blocked, .machineBlocked, key: Self.key))
        try bench.device.takeStanding(try bench.funds.stand(.active, key: Self.key))
        let frames = bench.device.journal.lastNumber
        _ = try bench.device.applyRefill(try bench.funds.answer(request, refuses: false), at: bench.reading)
        #expect(Self.lock(bench) == nil && bench.device.journal.lastNumber == frames + 1)
        #expect(bench.device.status(at: bench.reading).registers.descending == .rupees(5_007))
    }

    /// Each signed answer, with the standing that it names kept back.
    @Test(arguments: ["refill", "verdict", "receipt", "withdrawal"])
    func `an answer is not applied without the standing that it names`(_ answer: String) throws {
        var bench = try DeviceBench.valid()
        let apply: (inout DeviceBench) throws -> Void
        switch answer {
        case "refill":
            let request = try bench.ask(.rupees(7))
            apply = { _ = try $0.device.applyRefill(try $0.funds.answer(request, refuses: false), at: $0.reading) }
        case "verdict":
            let request = try Self.audit(&bench)
            apply = { try $0.device.applyVerdict(try $0.funds.verdict(request), at: $0.reading) }
        case "receipt":
            try bench.frank(.rupees(1))
            apply = { try $0.device.applyReceipt(try $0.receipt(through: 1)) }
        default:
            try bench.device.beginWithdrawal(id: bench.id(), at: bench.reading)
            let request = try bench.device.withdrawalRequest(nonce: bench.nonce(), at: bench.reading)
            apply = { try $0.device.completeWithdrawal(try $0.funds.withdrawal(request), at: $0.reading) }
        }
        let standing = try bench.funds.stand(.retired, .psdRetired, key: Self.key)
        let before = bench.device.state
        #expect(refusal { try apply(&bench) } == .standingMissing)
        #expect(bench.device.state == before)
        try bench.device.takeStanding(standing)
        try apply(&bench)
    }

    @Test func `an answer that names an older standing or none is applied, and lifts nothing`() throws {
        var bench = try DeviceBench.valid()
        let old = bench.funds
        try bench.device.takeStanding(try bench.funds.stand(.suspected, .psdCloneSuspected, key: Self.key))
        // Books that were put back know of no standing.
        let request = try Self.audit(&bench)
        try bench.device.applyVerdict(try old.verdict(request), at: bench.reading)
        #expect(Self.lock(bench) == .psdCloneSuspected)
    }

    @Test func `a restored back end unlocks by a higher term`() throws {
        var bench = try DeviceBench.valid()
        var restored = bench.funds
        for _ in 0..<3 {
            try bench.device.takeStanding(try bench.funds.stand(.suspected, .psdCloneSuspected, key: Self.key))
        }
        #expect(bench.funds.standing?.number == StandingNumber(epoch: 1, count: 3))
        restored.epoch = 2
        let active = try restored.stand(.active, key: Self.key)
        #expect(active.number == StandingNumber(epoch: 2, count: 1))
        bench.funds = restored
        try bench.device.takeStanding(active)
        try bench.audit()
        #expect(Self.lock(bench) == nil)
    }

    @Test func `a lower number is passed over, and the same number with other content is refused`() throws {
        var bench = try DeviceBench.valid()
        var other = bench.funds
        let first = try bench.funds.stand(.active, key: Self.key)
        let second = try bench.funds.stand(.blocked, .machineBlocked, key: Self.key)
        try bench.device.takeStanding(second)
        let state = bench.device.state
        try bench.device.takeStanding(first)
        try bench.device.takeStanding(second)
        #expect(bench.device.state == state)
        try other.stand(.active, key: Self.key)
        let contradiction = try other.stand(.active, key: Self.key)
        #expect(refusal { try bench.device.takeStanding(contradiction) } == .standingConflict)
        bench.funds = other
        let request = try Self.audit(&bench)
        let verdict = try other.verdict(request)
        #expect(refusal { try bench.device.applyVerdict(verdict, at: bench.reading) } == .standingConflict)
        #expect(Self.lock(bench) == .machineBlocked)
    }

    @Test func `a standing that nobody signed, or for another device, changes nothing`() throws {
        var bench = try DeviceBench.valid()
        let standing = try bench.funds.stand(.blocked, .machineBlocked, key: Self.key)
        let forged = DeviceStanding(
            psdKey: standing.psdKey, number: standing.number, state: .retired, reason: .psdRetired,
            time: standing.time, signature: standing.signature)
        #expect(refusal { try bench.device.takeStanding(forged) } == .signatureBad)
        let others = try bench.funds.stand(
            .blocked, .machineBlocked, key: PSDKeyID(serial: PSDSerial(43), life: 1))
        #expect(refusal { try bench.device.takeStanding(others) } == .grantNotMine)
        #expect(Self.lock(bench) == nil)
    }

    @Test func `a receipt for an impression that the journal does not know locks the device for good`() throws {
        var bench = try DeviceBench.valid()
        let old = bench.disk.afterProcessEnd()
        try bench.frank(.rupees(1))
        let receipt = try bench.receipt(through: 1)
        bench.device = try DeviceBench.open(old)
        #expect(refusal { try bench.device.applyReceipt(receipt) } == .receiptBad)
        #expect(refusal { try bench.frank(.rupees(1)) } == .journalRolledBack)
        bench.device = try DeviceBench.open(old.afterPowerCut())
        #expect(Self.lock(bench) == .journalRolledBack)
        // Nothing but another device helps: the journal stays older than what was printed.
        try bench.device.takeStanding(try bench.funds.stand(.active, key: Self.key))
        try bench.audit()
        #expect(Self.lock(bench) == .journalRolledBack)
    }

    @Test func `the next life begins without the standing of the one before`() throws {
        var bench = try DeviceBench.valid()
        try bench.device.takeStanding(try bench.funds.stand(.retired, .psdRetired, key: Self.key))
        try bench.withdraw()
        _ = try bench.device.withdrawalConfirmation(at: bench.reading)
        try bench.device.destroyKey()
        #expect(bench.device.status(at: bench.reading).standing?.state == .retired)
        let fresh = TestSigner(name: "device 2")
        bench.device = try DeviceBench.open(bench.disk, signer: fresh)
        try bench.device.beginNextLife()
        #expect(bench.device.status(at: bench.reading).standing == nil)
    }

    private static func audit(_ bench: inout DeviceBench) throws -> AuditRequest {
        try bench.device.beginAudit(id: bench.id(), at: bench.reading)
        return try bench.device.auditRequest(nonce: bench.nonce(), at: bench.reading)
    }
}
