import DutyModel
import Exchanges
import Signing
import DeviceSimulation
import Testing

@testable import SecurityDevice

struct RefillTests {
    @Test func theSameGrantTwiceChangesNothing() throws {
        var bench = try DeviceBench.valid(funds: .zero)
        let answer = try bench.funds.answer(try bench.ask(.rupees(700)), refuses: false)
        let first = try bench.device.applyRefill(answer, at: bench.reading)
        let state = bench.device.state
        #expect(try bench.device.applyRefill(answer, at: bench.reading) == first)
        #expect(bench.device.state == state)
        #expect(state.registers.descending == .rupees(700) && state.appliedSequence == 1)
    }

    @Test(arguments: [
        (Int64(0), FailureCode.amountNotPositive), (-5, .amountNotPositive), (.max, .refillOverMaximum),
        (100_000_001, .refillOverMaximum),
    ]) func badAmountsBeginNothing(_ amount: Int64, _ code: FailureCode) throws {
        var bench = try DeviceBench.valid(funds: .zero)
        let before = bench.device.state
        #expect(refusal { _ = try bench.ask(Paise(amount)) } == code)
        #expect(bench.device.state == before)
    }

    @Test func oneRefillIsOutstandingAndItsAmountIsFrozen() throws {
        var bench = try DeviceBench.valid(funds: .zero)
        let id = bench.id()
        let operation = try bench.device.beginRefill(amount: .rupees(5), id: id, at: bench.reading)
        #expect(try bench.device.beginRefill(amount: .rupees(5), id: id, at: bench.reading) == operation)
        #expect(
            refusal { _ = try bench.device.beginRefill(amount: .rupees(6), id: id, at: bench.reading) }
                == .refillOutstanding)
        #expect(refusal { _ = try bench.ask(.rupees(5)) } == .refillOutstanding)
    }

    @Test func aRefusalEndsTheTryAndTheNextIsANewAttempt() throws {
        var bench = try DeviceBench.valid(funds: .zero)
        let refused = try bench.refill(.rupees(5), refuses: true)
        #expect(refused == .refused(reason: .accountFundsShort, maximumAllowed: .zero))
        #expect(bench.device.state.outstandingRefill == nil)
        let next = try bench.ask(.rupees(3)).operation
        #expect(next.sequence == 1 && next.attempt == 2)
        let statement = try bench.device.refillRequest(nonce: bench.nonce(), at: bench.reading)
        _ = try bench.device.applyRefill(try bench.funds.answer(statement, refuses: false), at: bench.reading)
        let after = try bench.ask(.rupees(3)).operation
        #expect(after.sequence == 2 && after.attempt == 1)
    }

    /// Each answer that is wrong in one way, and the code that names it; the refill stays outstanding.
    @Test func wrongAnswersAreRefused() throws {
        var bench = try DeviceBench.valid(funds: .zero)
        bench.funds.epoch = 5
        try bench.audit()
        let request = try bench.ask(.rupees(5))
        let operation = request.operation
        func changed(sequence: UInt64 = 2, attempt: UInt32 = 1, amount: Paise = .rupees(5)) -> RefillOperation {
            RefillOperation(
                psdKey: operation.psdKey, id: operation.id, sequence: sequence, attempt: attempt, amount: amount)
        }
        let fresh = request.nonce
        let stale = Nonce(unchecked: Array(repeating: 0, count: 16))
        let cases: [(FailureCode, EnvelopedRefillAnswer)] = [
            (.grantNotMine, try Forger.answer(changed(sequence: 2), total: .rupees(5), nonce: fresh)),
            (.grantNotMine, try Forger.answer(changed(sequence: 0), total: .rupees(5), nonce: fresh)),
            (.grantNotMine, try Forger.answer(changed(sequence: 1, attempt: 2), total: .rupees(5), nonce: fresh)),
            (
                .grantNotMine,
                try Forger.answer(changed(sequence: 1, amount: .rupees(6)), total: .rupees(6), nonce: fresh)
            ),
            (.grantControlTotal, try Forger.answer(operation, total: .rupees(6), nonce: fresh)),
            (.nonceStale, try Forger.answer(operation, total: .rupees(5), nonce: stale)),
            (.epochStale, try Forger.answer(operation, total: .rupees(5), nonce: fresh, epoch: 4)),
            (.signatureBad, try Forger.answer(operation, total: .rupees(5), nonce: fresh, by: "forger")),
            (.signatureBad, try Forger.answer(operation, total: .rupees(5), nonce: fresh, envelopeBy: "forger")),
            (.signatureBad, try Forger.answer(operation, total: .rupees(5), nonce: fresh, hash: .zero)),
            (.signatureBad, try Forger.answer(operation, total: nil, nonce: fresh, by: "forger")),
        ]
        let before = bench.device.state
        for (code, answer) in cases {
            #expect(refusal { _ = try bench.device.applyRefill(answer, at: bench.reading) } == code)
            #expect(bench.device.state == before)
        }
        _ = try bench.device.applyRefill(
            try Forger.answer(operation, total: .rupees(5), nonce: fresh), at: bench.reading)
        #expect(bench.device.state.registers.descending == .rupees(5))
    }

    @Test func onlyTheNewestRequestIsAnswered() throws {
        var bench = try DeviceBench.valid(funds: .zero)
        let first = try bench.ask(.rupees(5))
        let second = try bench.device.refillRequest(nonce: bench.nonce(), at: bench.reading)
        #expect(second.statement.statementCounter == first.statement.statementCounter + 1)
        let late = try bench.funds.answer(first, refuses: false)
        #expect(refusal { _ = try bench.device.applyRefill(late, at: bench.reading) } == .nonceStale)
        _ = try bench.device.applyRefill(try bench.funds.answer(second, refuses: false), at: bench.reading)
    }

    @Test func anOldGrantIsNotAppliedAgainAfterTheNextOne() throws {
        var bench = try DeviceBench.valid(funds: .zero)
        let old = try bench.funds.answer(try bench.ask(.rupees(5)), refuses: false)
        _ = try bench.device.applyRefill(old, at: bench.reading)
        try bench.refill(.rupees(7))
        #expect(refusal { _ = try bench.device.applyRefill(old, at: bench.reading) } == .refillNoneOutstanding)
        _ = try bench.ask(.rupees(1))
        #expect(refusal { _ = try bench.device.applyRefill(old, at: bench.reading) } == .grantNotMine)
    }

    /// A second event for one grant can only be a defect; the invariants stop the device.
    @Test func grantAppliedTwiceIsFatal() throws {
        var bench = try DeviceBench.valid(funds: .zero)
        let answer = try bench.funds.answer(try bench.ask(.rupees(5)), refuses: false).answer
        let event = DeviceEvent.refillDecided(answer, epoch: 1, time: bench.reading.wall, bench.reading)
        var state = bench.device.state
        try state.apply(event, recordsKept: 5)
        #expect(refusal { try state.apply(event, recordsKept: 5) } == .psdFatal)
        state = bench.device.state
        state.registers.descending = .rupees(1)
        #expect(refusal { try state.apply(event, recordsKept: 5) } == .psdFatal)
    }
}

/// Makes answers that are wrong in one way.
enum Forger {
    static func answer(
        _ operation: RefillOperation, total: Paise?, nonce: Nonce, epoch: UInt64 = 5, by name: String = "funds",
        envelopeBy: String = "funds", hash: ContentHash? = nil
    ) throws -> EnvelopedRefillAnswer {
        let decision = total.map { RefillDecision.granted(controlTotalAfter: $0) } ?? .cancelled
        let answer = try RefillAnswer(operation: operation, decision: decision).signed(by: TestSigner(name: name))
        let envelope = try AnswerEnvelope(
            answerHash: hash ?? answer.hash, nonce: nonce, epoch: epoch, time: DeviceBench.start
        ).signed(by: TestSigner(name: envelopeBy))
        return EnvelopedRefillAnswer(answer: answer, envelope: envelope)
    }
}
