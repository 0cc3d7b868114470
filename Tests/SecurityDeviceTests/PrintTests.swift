import DutyModel
import Signing
import Simulation
import Testing

@testable import SecurityDevice

/// Debited but not printed: once more or spoiled, never both.
@Suite struct PrintTests {
    private static func draw(_ bench: inout DeviceBench, _ counter: UInt32 = 1) throws -> Bool {
        let permitted = try bench.device.permittedDrawing(counter: counter)
        try bench.device.markDrawn(counter: counter)
        return permitted.isAgain
    }

    private static func spoil(_ bench: inout DeviceBench, _ counter: UInt32 = 1) throws -> SpoilDeclaration {
        try bench.device.declareSpoiled(counter: counter, at: bench.reading)
    }

    private static func state(_ bench: DeviceBench, _ counter: UInt32 = 1) -> PrintState? {
        bench.device.printStates(limit: 100)[counter]
    }

    @Test func `an impression is drawn twice at most`() throws {
        var bench = try DeviceBench.valid()
        try bench.frank(.rupees(1))
        #expect(Self.state(bench) == .debited)
        #expect(try Self.draw(&bench) == false)
        #expect(Self.state(bench) == .printed)
        #expect(try Self.draw(&bench) == true)
        #expect(Self.state(bench) == .printedAgain)
        let before = bench.device.state
        #expect(refusal { _ = try Self.draw(&bench) } == .printSpent)
        #expect(refusal { _ = try Self.spoil(&bench) } == .spoilRefused)
        #expect(bench.device.state == before)
    }

    @Test(arguments: [0, 1]) func `a spoiled print is never drawn, and its declaration is always the same`(
        _ drawings: Int
    ) throws {
        var bench = try DeviceBench.valid()
        try bench.frank(.rupees(7))
        for _ in 0..<drawings { _ = try Self.draw(&bench) }
        let declaration = try Self.spoil(&bench)
        #expect(declaration.value == .rupees(7) && declaration.psdKey == DeviceBench.key)
        #expect(
            TestVerifier().isValid(
                declaration.signature, over: declaration.signedForm, by: DeviceBench.signer.publicKey))
        bench.wait(seconds: 60)
        #expect(try Self.spoil(&bench) == declaration)
        #expect(refusal { _ = try Self.draw(&bench) } == .printSpent)
        #expect(Self.state(bench) == .spoiled)
        #expect(bench.device.state.registers.ascending == .rupees(7), "nothing is given back here")
        bench.device = try DeviceBench.open(bench.disk.afterPowerCut())
        #expect(try Self.spoil(&bench) == declaration)
        #expect(bench.device.status(at: bench.reading).unacknowledgedSpoils == 1)
        try bench.device.acknowledgeSpoil(counter: 1)
        try bench.device.acknowledgeSpoil(counter: 1)
        #expect(bench.device.unacknowledgedSpoils.isEmpty)
        #expect(try Self.spoil(&bench) == declaration)
        #expect(refusal { _ = try Self.draw(&bench) } == .printSpent)
    }

    @Test func `an event that would make both true stops the device`() throws {
        var bench = try DeviceBench.valid()
        try bench.frank(.rupees(1))
        let declaration = try Self.spoil(&bench)
        var state = bench.device.state
        #expect(refusal { try state.apply(.drawn(1), recordsKept: 5) } == .psdFatal)
        state = bench.device.state
        #expect(refusal { try state.apply(.spoiled(declaration, bench.reading), recordsKept: 5) } == .psdFatal)
        state = bench.device.state
        state.prints = Prints(drawn: [1: true], spoiled: [SpoiledPrint(declaration: declaration)])
        #expect(refusal { try state.checkInvariants() } == .psdFatal)
    }

    @Test func `a declaration outlives its record until the back end holds it`() throws {
        var bench = try DeviceBench.valid(limits: DeviceLimits(recordsKept: 1))
        for _ in 0..<4 { try bench.frank(.rupees(1)) }
        _ = try Self.draw(&bench, 2)
        let declaration = try Self.spoil(&bench, 1)
        try bench.device.applyReceipt(try bench.funds.receipt(for: DeviceBench.key, through: 4))
        #expect(bench.device.printStates(limit: 9) == [4: .debited])
        #expect(bench.device.state.prints.drawn.isEmpty, "what belongs to no record is forgotten")
        #expect(bench.device.unacknowledgedSpoils == [declaration])
        #expect(try Self.spoil(&bench, 1) == declaration)
        #expect(refusal { _ = try Self.draw(&bench, 2) } == .printFailed)
        #expect(refusal { _ = try Self.spoil(&bench, 2) } == .spoilRefused)
        try bench.device.acknowledgeSpoil(counter: 1)
        #expect(bench.device.state.prints == Prints())
    }

    @Test(arguments: [UInt32(0), 2, .max]) func `an impression that was never made is neither drawn nor spoiled`(
        _ counter: UInt32
    ) throws {
        var bench = try DeviceBench.valid()
        try bench.frank(.rupees(1))
        #expect(refusal { _ = try Self.draw(&bench, counter) } == .valueMalformed)
        #expect(refusal { _ = try Self.spoil(&bench, counter) } == .valueMalformed)
        try bench.device.acknowledgeSpoil(counter: counter)
    }

    @Test func `a locked device still draws what was debited, and a stopped one does not`() throws {
        var bench = try DeviceBench.valid()
        for _ in 0..<3 { try bench.frank(.rupees(1)) }
        bench.wait(days: 400)
        #expect(bench.device.status(at: bench.reading).lock != nil)
        #expect(try Self.draw(&bench) == false)
        try bench.device.tamper()
        #expect(try Self.draw(&bench) == true)
        #expect(refusal { _ = try Self.spoil(&bench, 2) } == .psdTampered)
        bench.device.state.fatalReason = "test"
        #expect(refusal { _ = try Self.draw(&bench, 2) } == .psdFatal)
    }

    @Test func `what was debited is drawn while the device is withdrawn, and not in its next life`() throws {
        var bench = try DeviceBench.valid()
        for _ in 0..<3 { try bench.frank(.rupees(1)) }
        try bench.device.applyReceipt(try bench.funds.receipt(for: DeviceBench.key, through: 3))
        let spoiled = try Self.spoil(&bench, 2)
        try bench.withdraw()
        #expect(try Self.draw(&bench) == false)
        _ = try bench.device.withdrawalConfirmation(at: bench.reading)
        try bench.device.destroyKey()
        #expect(try Self.draw(&bench) == true)
        #expect(refusal { _ = try Self.spoil(&bench, 3) } == .keyMissing)
        #expect(try Self.spoil(&bench, 2) == spoiled)
        bench.device = try DeviceBench.open(bench.disk, signer: TestSigner(name: "second life"))
        try bench.device.beginNextLife()
        #expect(bench.device.unacknowledgedSpoils == [spoiled])
        let request = try bench.device.configurationRequest(nonce: bench.nonce(), at: bench.reading)
        try bench.device.configure(try bench.funds.configuration(for: request), at: bench.reading)
        try bench.refill(.rupees(1))
        #expect(refusal { _ = try Self.draw(&bench, 3) } == .printFailed)
        #expect(refusal { _ = try Self.spoil(&bench, 3) } == .spoilRefused)
    }

    @Test func `declarations that wait are bounded, and none is dropped`() throws {
        var bench = try DeviceBench.valid(limits: DeviceLimits(unacknowledgedSpoilsMaximum: 2))
        for _ in 0..<3 { try bench.frank(.rupees(1)) }
        let made = try [1, 2].map { try Self.spoil(&bench, $0) }
        #expect(refusal { _ = try Self.spoil(&bench, 3) } == .spoilRefused)
        #expect(bench.device.unacknowledgedSpoils == made)
        try bench.device.acknowledgeSpoil(counter: 1)
        _ = try Self.spoil(&bench, 3)
    }
}
