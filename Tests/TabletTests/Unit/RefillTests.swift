import DutyModel
import Exchanges
import Testing

@testable import Tablet

/// Refills with everything that a network does to them: money is taken once, and nothing stays unsaid.
@Suite struct RefillTests {
    static let overcome: [(name: String, service: ServiceName, faults: [TransportFault])] = [
        ("no fault", .funds, []),
        ("the question is lost", .funds, [.questionLost(.connectionLost)]),
        ("the answer is lost", .funds, [.answerLost(.connectionLost)]),
        ("the answer times out twice", .funds, [.answerLost(.httpTimeout), .answerLost(.httpTimeout)]),
        ("the service does not know whether it committed", .funds, [.refused(.commitUnknown)]),
        ("the message arrives twice", .funds, [.doubled]),
        ("the token is refused", .funds, [.refused(.tokenExpired)]),
        ("the distributor's answer is lost", .distributor, [.answerLost(.connectionLost)]),
    ]

    @Test(arguments: overcome.indices) func `a passing fault is overcome and money is taken once`(
        _ index: Int
    ) async throws {
        let trial = Self.overcome[index]
        let bench = try await TabletBench()
        defer { bench.remove() }
        for fault in trial.faults { bench.transport.script(trial.service, fault) }
        let outcome = try await bench.tablet.refill(amount: .rupees(5_000))
        let registers = Registers(ascending: .zero, descending: .rupees(5_000))
        #expect(outcome == .granted(amount: .rupees(5_000), registers: registers), "\(trial.name)")
        #expect(try await bench.money() == .rupees(95_000), "\(trial.name)")
        #expect(await bench.tablet.snapshot().problems.isEmpty, "\(trial.name)")
    }

    static let pending: [(name: String, service: ServiceName, fault: TransportFault, code: FailureCode)] = [
        ("a captive portal", .funds, .garbage, .xmlElementUnexpected),
        ("an answer to another message", .funds, .wrongName, .messageUnexpected),
        ("a forged directory", .distributor, .forgedDirectory, .signatureBad),
        ("a directory with a stranger", .distributor, .strangerInDirectory, .signatureBad),
        ("a blocked machine", .funds, .refused(.machineBlocked), .machineBlocked),
        ("a closed port", .funds, .questionLost(.connectRefused), .connectRefused),
    ]

    @Test(arguments: pending.indices) func `any other fault leaves the refill pending, said so, and taken up`(
        _ index: Int
    ) async throws {
        let trial = Self.pending[index]
        let bench = try await TabletBench()
        defer { bench.remove() }
        bench.transport.script(trial.service, trial.fault)
        let failure = try #require(await failure { _ = try await bench.tablet.refill(amount: .rupees(5_000)) })
        if trial.name != "a captive portal" { #expect(failure.code == trial.code, "\(trial.name)") }
        #expect(failure.message.hasPrefix("The refill is pending: "), "\(trial.name)")
        let snapshot = await bench.tablet.snapshot()
        #expect(snapshot.pendingRefill?.amount == .rupees(5_000), "\(trial.name)")
        #expect(snapshot.problems.map(\.code) == [failure.code], "\(trial.name)")
        #expect(await bench.look() == false, "\(trial.name)")
        #expect(await bench.tablet.snapshot().registers?.descending == .rupees(5_000), "\(trial.name)")
        #expect(await bench.tablet.snapshot().problems.isEmpty, "\(trial.name)")
        #expect(try await bench.money() == .rupees(95_000), "\(trial.name)")
    }

    @Test func `a delayed answer of an earlier question is not taken for this one`() async throws {
        let bench = try await TabletBench.filled()
        defer { bench.remove() }
        bench.transport.script(.funds, .answerDelayed)
        let failure = await failure { _ = try await bench.tablet.refill(amount: .rupees(100)) }
        #expect(failure?.code == .messageUnexpected)
        _ = try await bench.tablet.continueRefill()
        #expect(try await bench.money() == .rupees(94_900))
    }

    @Test func `tries end after the number allowed, with a pause between them`() async throws {
        let bench = try await TabletBench()
        defer { bench.remove() }
        for _ in 0..<20 { bench.transport.script(.funds, .questionLost(.httpTimeout)) }
        #expect(await failure { _ = try await bench.tablet.refill(amount: .rupees(10)) }?.code == .httpTimeout)
        #expect(bench.transport.posted.filter { $0 == .funds }.count == 3)
        #expect(bench.pauses.taken == [500, 500])
    }

    @Test(arguments: [BaseLine.Break.before, .after]) func `an answer lost between base and tablet is found again`(
        _ place: BaseLine.Break
    ) async throws {
        let bench = try await TabletBench()
        defer { bench.remove() }
        bench.line.lose("applyRefill", place)
        guard case .granted = try await bench.tablet.refill(amount: .rupees(10)) else {
            Issue.record("not granted")
            return
        }
        #expect(try await bench.money() == .rupees(99_990))
    }

    @Test func `a refill whose beginning is unknown is taken up by itself`() async throws {
        let bench = try await TabletBench()
        defer { bench.remove() }
        bench.line.lose("beginRefill", .after)
        let failure = await failure { _ = try await bench.tablet.refill(amount: .rupees(10)) }
        #expect(failure?.code == .outcomeUnknown)
        #expect(failure?.message.contains("isn't known yet whether the refill of ₹10.00 was begun") == true)
        #expect(await bench.look() == false)
        #expect(await bench.tablet.snapshot().registers?.descending == .rupees(10))
    }

    @Test(arguments: [BaseLine.Break.before, .after])
    func `a refill whose beginning is lost begins once under its name`(_ place: BaseLine.Break) async throws {
        let bench = try await TabletBench()
        defer { bench.remove() }
        let act = try await bench.tablet.newAct()
        bench.line.lose("beginRefill", place)
        guard case .granted = try await bench.tablet.refill(amount: .rupees(10), act: act),
            case .granted(.rupees(10), let registers) = try await bench.tablet.refill(amount: .rupees(10), act: act)
        else {
            Issue.record("not granted")
            return
        }
        #expect(registers.descending == .rupees(10))
        #expect(try await bench.money() == .rupees(99_990))
        #expect(await bench.tablet.outcome(of: act).outcome == .done)
    }

    @Test func `a refill that the network keeps from being decided is not known yet, and then done`() async throws {
        let bench = try await TabletBench()
        defer { bench.remove() }
        let act = try await bench.tablet.newAct()
        for _ in 0..<3 { bench.transport.script(.funds, .questionLost(.httpTimeout)) }
        let pending = await failure { _ = try await bench.tablet.refill(amount: .rupees(10), act: act) }
        #expect(pending?.code == .httpTimeout && pending?.outcome == .notKnown)
        #expect(await bench.tablet.outcome(of: act).outcome == .notKnown)
        _ = try await bench.tablet.continueRefill()
        #expect(await bench.tablet.outcome(of: act).outcome == .done)
    }

    @Test func `a refusal says why and how much would do, and stays until the next decision`() async throws {
        let bench = try await TabletBench(money: .rupees(700))
        defer { bench.remove() }
        guard case .refused(let refusal) = try await bench.tablet.refill(amount: .rupees(1_000)) else {
            Issue.record("not refused")
            return
        }
        #expect(refusal.code == .accountFundsShort)
        #expect(refusal.maximumAllowed == .rupees(700))
        #expect(refusal.message.contains("the customer's account holds too little"))
        let shown = await bench.tablet.snapshot()
        #expect(shown.pendingRefill == nil)
        #expect(shown.problems.map(\.message) == [refusal.message])
        bench.clock.advance(bySeconds: 60)
        #expect(await bench.tablet.snapshot().problems == shown.problems)
        _ = try await bench.tablet.refill(amount: .rupees(700))
        #expect(await bench.tablet.snapshot().problems.isEmpty)
    }

    @Test func `nothing to continue is no problem`() async throws {
        let bench = try await TabletBench()
        defer { bench.remove() }
        #expect(await failure { _ = try await bench.tablet.continueRefill() }?.code == .refillNoneOutstanding)
        #expect(await bench.tablet.snapshot().problems.isEmpty)
    }
}
