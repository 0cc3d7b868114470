import DutyModel
import Exchanges
import Signing
import DeviceSimulation
import Testing

@testable import SecurityDevice

/// A person's act counts once, and what became of it can be asked for as long as what it caused is held.
@Suite struct ActTests {
    private static func act(_ bench: DeviceBench, serial: PSDSerial = DeviceBench.key.serial) -> ActID {
        ActID(on: serial, mark: bench.device.status(at: bench.reading).actMark, random: SystemRandomSource())
    }

    private static func order(_ amount: Paise = .rupees(10)) throws -> FrankingOrder {
        FrankingOrder(amount: amount, article: try Article("4"), state: try StateCode("MH"))
    }

    @Test func `the same act a second time gives the first impression and no second debit`() throws {
        var bench = try DeviceBench.valid()
        let act = Self.act(bench)
        let made = try bench.device.frank(try Self.order(), act: act, at: bench.reading)
        let before = bench.device.state
        #expect(try bench.device.frank(try Self.order(), act: act, at: bench.reading) == made)
        #expect(bench.device.state == before)
        #expect(bench.device.outcome(of: act) == .done(.franked(counter: 1)))
        // Also where nothing may be franked any more.
        try bench.device.tamper()
        #expect(try bench.device.frank(try Self.order(), act: act, at: bench.reading) == made)
        #expect(
            refusal { _ = try bench.device.frank(Self.order(.rupees(11)), act: act, at: bench.reading) }
                == .operationConflict)
    }

    @Test func `act and debit are in one frame, so a power cut leaves both or neither`() throws {
        var bench = try DeviceBench.valid()
        let act = Self.act(bench)
        let before = bench.disk.afterPowerCut()
        _ = try bench.device.frank(try Self.order(), act: act, at: bench.reading)
        var after = try DeviceBench.open(bench.disk.afterPowerCut())
        #expect(after.outcome(of: act) == .done(.franked(counter: 1)))
        var unmade = try DeviceBench.open(before)
        #expect(unmade.outcome(of: act) == .notDone)
        #expect(refusal { _ = try unmade.frank(Self.order(), act: act, at: bench.reading) } == .actNotDone)
        #expect(unmade.status(at: bench.reading).itemCount == 0)
    }

    @Test func `an act that was asked about before it came is refused from then on, over restarts too`() throws {
        var bench = try DeviceBench.valid()
        let act = Self.act(bench)
        #expect(bench.device.outcome(of: act) == .notDone)
        bench.device = try DeviceBench.open(bench.disk.afterPowerCut())
        #expect(refusal { _ = try bench.device.frank(Self.order(), act: act, at: bench.reading) } == .actNotDone)
        #expect(
            refusal {
                _ = try bench.device.beginRefill(amount: .rupees(1), id: bench.id(), act: act, at: bench.reading)
            }
                == .actNotDone)
        #expect(bench.device.outcome(of: act) == .notDone)
        try bench.frank(.rupees(1))
    }

    @Test func `a refused act says “not done” when it is asked about`() throws {
        var bench = try DeviceBench.valid()
        let act = Self.act(bench)
        let most = try Self.order(.rupees(9_000))
        #expect(refusal { _ = try bench.device.frank(most, act: act, at: bench.reading) } == .amountOverCap)
        #expect(bench.device.outcome(of: act) == .notDone)
    }

    @Test func `of an act that may have been forgotten nobody says that it was not done`() throws {
        var bench = try DeviceBench.valid(limits: DeviceLimits(recordsKept: 1))
        let old = Self.act(bench)
        let acts = try (0..<3).map { _ in
            let act = Self.act(bench)
            _ = try bench.device.frank(try Self.order(), act: act, at: bench.reading)
            return act
        }
        for counter: UInt32 in 1...3 {
            _ = try bench.draw(counter, .first)
            try bench.device.markDelivered(counter: counter, .first)
        }
        try bench.device.applyReceipt(try bench.receipt(through: 3))
        #expect(bench.device.outcome(of: acts[0]) == .notKnown(.tooOld))
        #expect(bench.device.outcome(of: old) == .notKnown(.tooOld))
        #expect(bench.device.outcome(of: acts[2]) == .done(.franked(counter: 3)))
        #expect(refusal { _ = try bench.device.frank(Self.order(), act: old, at: bench.reading) } == .actTooOld)
        let new = Self.act(bench)
        #expect(bench.device.outcome(of: new) == .notDone)
    }

    @Test func `the act of another device, and one of a later state, are not known`() throws {
        var bench = try DeviceBench.valid()
        let foreign = Self.act(bench, serial: PSDSerial(7))
        #expect(bench.device.outcome(of: foreign) == .notKnown(.anotherDevice))
        let later = ActID(on: DeviceBench.key.serial, mark: 99, random: SystemRandomSource())
        #expect(bench.device.outcome(of: later) == .notKnown(.anotherDevice))
        #expect(refusal { _ = try bench.device.frank(Self.order(), act: later, at: bench.reading) } == .actTooOld)
    }

    @Test func `a device that can't write promises nothing`() throws {
        var bench = try DeviceBench.valid()
        let (made, unmade) = (Self.act(bench), Self.act(bench))
        _ = try bench.device.frank(try Self.order(), act: made, at: bench.reading)
        bench.disk.setFaults(SimulatedDisk.Faults(errorOneIn: 1))
        #expect(bench.device.outcome(of: unmade) == .notKnown(.stopped))
        #expect(bench.device.outcome(of: made) == .done(.franked(counter: 1)))
        #expect(
            refusal { _ = try bench.device.frank(Self.order(), act: unmade, at: bench.reading) } == .journalWriteFailed)
    }

    @Test func `a failed write leaves the outcome open, what is refused after it does not`() throws {
        var bench = try DeviceBench.valid()
        bench.disk.setFaults(SimulatedDisk.Faults(errorOneIn: 1))
        let first = #expect(throws: DutyFailure.self) { try bench.frank(.rupees(1)) }
        let second = #expect(throws: DutyFailure.self) { try bench.frank(.rupees(1)) }
        #expect(first?.outcome == .notKnown && second?.outcome == .notDone)
        #expect(second?.code == .journalWriteFailed)
    }

    @Test func `an act asks for one refill, and tells how it was decided`() throws {
        var bench = try DeviceBench.valid()
        let act = Self.act(bench)
        let operation = try bench.device.beginRefill(amount: .rupees(5), id: bench.id(), act: act, at: bench.reading)
        #expect(
            try bench.device.beginRefill(amount: .rupees(5), id: bench.id(), act: act, at: bench.reading) == operation)
        #expect(bench.device.outcome(of: act) == .done(.refill(operation, nil)))
        let cancel = Self.act(bench)
        _ = try bench.device.refillRequest(.cancellation, nonce: bench.nonce(), act: cancel, at: bench.reading)
        _ = try bench.device.refillRequest(.cancellation, nonce: bench.nonce(), act: cancel, at: bench.reading)
        let request = try bench.device.refillRequest(nonce: bench.nonce(), act: Self.act(bench), at: bench.reading)
        _ = try bench.device.applyRefill(try bench.funds.answer(request, refuses: false), at: bench.reading)
        let granted = RefillDecision.granted(controlTotalAfter: .rupees(5_005))
        #expect(bench.device.outcome(of: act) == .done(.refill(operation, granted)))
        #expect(bench.device.outcome(of: cancel) == .done(.cancellation(operation, granted)))
        #expect(
            try bench.device.beginRefill(amount: .rupees(5), id: bench.id(), act: act, at: bench.reading) == operation)
        #expect(bench.device.status(at: bench.reading).outstandingRefill == nil)
    }

    @Test func `spoiling, auditing, withdrawing and the next life are told by their acts`() throws {
        var bench = try DeviceBench.valid()
        try bench.frank(.rupees(1))
        let (spoil, again) = (Self.act(bench), Self.act(bench))
        let declaration = try bench.device.declareSpoiled(counter: 1, act: spoil, at: bench.reading)
        #expect(try bench.device.declareSpoiled(counter: 1, act: spoil, at: bench.reading) == declaration)
        // Another act asks for what was done before: that is done, too.
        #expect(try bench.device.declareSpoiled(counter: 1, act: again, at: bench.reading) == declaration)
        for act in [spoil, again] { #expect(bench.device.outcome(of: act) == .done(.spoiled(counter: 1))) }
        let audit = Self.act(bench)
        let id = bench.id()
        try bench.device.beginAudit(id: id, act: audit, at: bench.reading)
        #expect(bench.device.outcome(of: audit) == .done(.audit(id, nil)))
        let question = try bench.device.auditRequest(nonce: bench.nonce(), at: bench.reading)
        try bench.device.applyVerdict(try bench.funds.verdict(question, differences: []), at: bench.reading)
        #expect(bench.device.outcome(of: audit) == .done(.audit(id, [])))
        try bench.device.applyReceipt(try bench.receipt(through: 1))
        let end = Self.act(bench)
        let withdrawal = bench.id()
        try bench.device.beginWithdrawal(id: withdrawal, act: end, at: bench.reading)
        #expect(bench.device.outcome(of: end) == .done(.withdrawal(withdrawal, removed: nil)))
        let request = try bench.device.withdrawalRequest(nonce: bench.nonce(), at: bench.reading)
        try bench.device.completeWithdrawal(try bench.funds.withdrawal(request), at: bench.reading)
        #expect(bench.device.outcome(of: end) == .done(.withdrawal(withdrawal, removed: .rupees(4_999))))
        _ = try bench.device.withdrawalConfirmation(at: bench.reading)
        try bench.device.destroyKey()
        // The next life has a key of its own.
        let signer = TestSigner(name: "next life")
        bench.device = try DeviceBench.open(bench.disk, signer: signer)
        let life = Self.act(bench)
        try bench.device.beginNextLife(act: life)
        try bench.device.beginNextLife(act: life)
        let key = PSDKeyID(serial: DeviceBench.key.serial, life: 2)
        #expect(bench.device.status(at: bench.reading).psdKey == key)
        #expect(bench.device.outcome(of: life) == .done(.lifeBegun(key)))
        #expect(try DeviceState(encoded: bench.device.state.encoded) == bench.device.state)
        #expect(try DeviceBench.open(bench.disk.afterPowerCut(), signer: signer).state == bench.device.state)
    }

    @Test func `an audit that gets no verdict any more is told as not done`() throws {
        var bench = try DeviceBench.valid()
        let (replaced, overtaken) = (Self.act(bench), Self.act(bench))
        try bench.device.beginAudit(id: bench.id(), act: replaced, at: bench.reading)
        try bench.device.beginAudit(id: bench.id(), act: overtaken, at: bench.reading)
        #expect(bench.device.outcome(of: replaced) == .notDone)
        guard case .done(.audit(_, nil)) = bench.device.outcome(of: overtaken) else {
            Issue.record("an outstanding audit may still have its verdict")
            return
        }
        try bench.device.beginWithdrawal(id: bench.id(), at: bench.reading)
        let request = try bench.device.withdrawalRequest(nonce: bench.nonce(), at: bench.reading)
        try bench.device.completeWithdrawal(try bench.funds.withdrawal(request), at: bench.reading)
        #expect(bench.device.outcome(of: overtaken) == .notDone)
        #expect(try DeviceState(encoded: bench.device.state.encoded) == bench.device.state)
        #expect(try DeviceBench.open(bench.disk.afterPowerCut()).state == bench.device.state)
    }

    @Test func `closed acts are kept up to a bound, and one beyond it is refused all the same`() throws {
        var acts = Acts()
        let serial = PSDSerial(1)
        let named = (0...Acts.closedMaximum).map { _ in ActID(on: serial, mark: 0, random: SystemRandomSource()) }
        for act in named { try acts.take(act, nil, on: serial) }
        #expect(acts.entries.count == Acts.closedMaximum && acts.forgottenThrough == 1)
        #expect(acts.standing(of: named[0], on: serial) == .forgotten)
        #expect(acts.standing(of: named[1], on: serial) == .closed)
        #expect(throws: DutyFailure.self) { try acts.take(named[1], nil, on: serial) }
    }

    /// Whoever held the tablet could name what was outstanding without end, and the journal grew until it could not be read.
    @Test func `acts that never end are kept up to a bound, whatever they ask for`() throws {
        let (serial, random) = (PSDSerial(1), SystemRandomSource())
        let id = OperationID(unchecked: Array(repeating: 7, count: OperationID.length))
        let operation = RefillOperation(
            psdKey: PSDKeyID(serial: serial, life: 1), id: id, sequence: 1, attempt: 1, amount: .rupees(1))
        let deeds: [(deed: ActDeed, most: Int)] = [
            (.upload(after: 0, through: 1, isReceived: false), Acts.openMaximum), (.audit(id, nil), Acts.openMaximum),
            (.refill(operation, nil), Acts.openMaximum), (.cancellation(operation, nil), Acts.openMaximum),
            (.withdrawal(id, removed: nil), Acts.openMaximum), (.spoiled(counter: 1), Acts.spoiledMaximum),
        ]
        for (deed, most) in deeds {
            var acts = Acts()
            for mark in 0...UInt64(most) {
                try acts.take(ActID(on: serial, mark: mark, random: random), deed, on: serial)
            }
            #expect(acts.entries.count == most && acts.forgottenThrough == 1, "\(deed)")
        }
    }

    @Test func `a device that stopped for good writes nothing down any more`() throws {
        var bench = try DeviceBench.valid()
        let before = bench.disk.afterProcessEnd()
        let newest = try bench.frank(.rupees(1))
        var old = try DeviceBench.open(before)
        #expect(refusal { try old.compare(withKnown: newest) } == .journalRolledBack)
        let journal = before.journal
        #expect(refusal { try old.noteUpload(Self.act(bench)) } == .psdFatal)
        #expect(before.journal == journal)
    }
}
