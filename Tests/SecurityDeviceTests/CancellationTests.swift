import DutyModel
import Exchanges
import Signing
import DeviceSimulation
import Testing

@testable import SecurityDevice

/// Giving up an outstanding refill, and the grants that the device keeps.
@Suite struct CancellationTests {
    private static func cancel(_ bench: inout DeviceBench) throws -> RefillRequest {
        try bench.device.refillRequest(.cancellation, nonce: bench.nonce(), at: bench.reading)
    }

    @Test func `a cancellation ends the refill, and the next one is a new attempt`() throws {
        var bench = try DeviceBench.valid(funds: .rupees(10))
        let operation = try bench.device.beginRefill(amount: .rupees(5), id: bench.id(), at: bench.reading)
        let request = try Self.cancel(&bench)
        #expect(request.operation == operation)
        #expect(
            TestVerifier().isValid(request.signature, over: request.signedForm, by: DeviceBench.signer.publicKey))
        let answer = try bench.funds.answer(request)
        #expect(try bench.device.applyRefill(answer, at: bench.reading) == .cancelled)
        #expect(bench.device.state.outstandingRefill == nil)
        #expect(bench.device.state.registers.descending == .rupees(10))
        let next = try bench.ask(.rupees(5)).operation
        #expect((next.sequence, next.attempt) == (2, 2))
    }

    @Test func `a grant that came before the cancellation is what counts`() throws {
        var bench = try DeviceBench.valid(funds: .rupees(10))
        _ = try bench.funds.answer(try bench.ask(.rupees(5)), refuses: false)
        let answer = try bench.funds.answer(try Self.cancel(&bench))
        #expect(try bench.device.applyRefill(answer, at: bench.reading) == .granted(controlTotalAfter: .rupees(15)))
        #expect(bench.device.state.registers.descending == .rupees(15))
    }

    @Test func `only an answer to the newest question counts`() throws {
        var bench = try DeviceBench.valid(funds: .rupees(10))
        let refill = try bench.ask(.rupees(5))
        let cancellation = try Self.cancel(&bench)
        let late = try bench.funds.answer(refill, refuses: false)
        #expect(refusal { _ = try bench.device.applyRefill(late, at: bench.reading) } == .nonceStale)
        let newest = try bench.device.refillRequest(nonce: bench.nonce(), at: bench.reading)
        let stale = try bench.funds.answer(cancellation)
        #expect(refusal { _ = try bench.device.applyRefill(stale, at: bench.reading) } == .nonceStale)
        _ = try bench.device.applyRefill(try bench.funds.answer(newest, refuses: true), at: bench.reading)
        #expect(bench.device.state.registers.descending == .rupees(15), "the first decision stands")
    }

    @Test func `question and counter are durable before the request leaves the device`() throws {
        var bench = try DeviceBench.valid(funds: .zero)
        _ = try bench.ask(.rupees(5))
        let request = try Self.cancel(&bench)
        let again = try DeviceBench.open(bench.disk.afterPowerCut())
        #expect(again.state.outstandingRefill?.asked?.nonce == request.nonce)
        #expect(again.state.statementCounter == request.statement.statementCounter)
    }

    @Test func `without a refill there is nothing to give up`() throws {
        var bench = try DeviceBench.valid()
        let before = bench.device.state
        #expect(refusal { _ = try Self.cancel(&bench) } == .refillNoneOutstanding)
        #expect(bench.device.state == before)
    }

    @Test func `the device keeps the last hundred grants, and no more`() throws {
        var bench = try DeviceBench.valid(funds: .zero)
        for number in 1...105 {
            try bench.refill(.rupees(1))
            if number.isMultiple(of: 10) { try bench.refill(.rupees(1), refuses: true) }
        }
        #expect(bench.device.grants.map(\.operation.sequence) == Array(6...105))
        #expect(bench.device.grants.last?.hash == bench.device.state.lastGrant)
        let again = try DeviceBench.open(bench.disk.afterPowerCut())
        #expect(again.grants == bench.device.grants)
        #expect(again.state.encoded.count < 40_000)
    }
}
