import DutyModel
import Exchanges
import Signing
import DeviceSimulation
import Testing

@testable import SecurityDevice

/// Debited, drawn, delivered, drawn once more or declared spoiled: what the device lets happen to paper.
@Suite struct PrintTests {
    @Test func `a drawing that has begun is sent again under its number and never becomes a new one`() throws {
        var bench = try DeviceBench.valid()
        try bench.frank(.rupees(1))
        #expect(bench.printState() == .debited)
        #expect(try bench.draw(1, .first).begun == nil)
        #expect(bench.printState() == .begun)
        #expect(refusal { _ = try bench.draw(1, .second) } == .printUnconfirmed)
        for _ in 0..<3 {
            bench.device = try DeviceBench.open(bench.disk.afterPowerCut())
            #expect(try bench.draw(1, .first).begun == bench.drawing(1, .first))
            #expect(bench.printState() == .begun)
        }
        try bench.device.markDelivered(counter: 1, .first)
        #expect(bench.printState() == .printed)
        #expect(refusal { _ = try bench.draw(1, .first) } == .printSpent)
        #expect(try bench.draw(1, .second).begun == nil)
        #expect(try bench.draw(1, .second).begun != nil)
        #expect(refusal { _ = try bench.draw(1, .first) } == .printSpent)
        #expect(refusal { _ = try bench.spoil() } == .spoilRefused)
        try bench.device.markDelivered(counter: 1, .second)
        #expect(bench.printState() == .printedAgain)
        let before = bench.device.state
        for number in DrawingNumber.allCases {
            #expect(refusal { _ = try bench.draw(1, number) } == .printSpent)
            try bench.device.markDelivered(counter: 1, number)
        }
        #expect(refusal { _ = try bench.spoil() } == .spoilRefused)
        #expect(bench.device.state == before)
    }

    @Test func `a drawing that looks different after an update is written down before it is sent again`() throws {
        var bench = try DeviceBench.valid()
        try bench.frank(.rupees(1))
        _ = try bench.draw(1, .first)
        let state = bench.device.state
        try bench.device.beginDrawing(counter: 1, .first, bench.drawing(1, .first))
        #expect(bench.device.state == state, "the same bytes leave nothing to write down")
        let other = BegunDrawing(format: .pdf, content: ContentHash(sha256: Array("other fonts".utf8)))
        try bench.device.beginDrawing(counter: 1, .first, other)
        bench.device = try DeviceBench.open(bench.disk.afterPowerCut())
        #expect(try bench.device.permittedDrawing(counter: 1, .first).begun == other)
        #expect(bench.printState() == .begun)
        let picture = BegunDrawing(format: .png, content: other.content)
        #expect(refusal { try bench.device.beginDrawing(counter: 1, .first, picture) } == .valueMalformed)
        #expect(bench.device.printStandings(limit: 1)[1]?.format == .pdf)
    }

    @Test func `only a drawing that has begun is delivered`() throws {
        var bench = try DeviceBench.valid()
        for _ in 0..<2 { try bench.frank(.rupees(1)) }
        #expect(refusal { try bench.device.markDelivered(counter: 1, .first) } == .valueMalformed)
        _ = try bench.draw(1, .first)
        #expect(refusal { try bench.device.markDelivered(counter: 1, .second) } == .valueMalformed)
        try bench.device.markDelivered(counter: 1, .first)
        try bench.device.markDelivered(counter: 1, .first)
        #expect(refusal { try bench.device.markDelivered(counter: 1, .second) } == .valueMalformed)
        _ = try bench.draw(2, .first)
        _ = try bench.spoil(2)
        #expect(refusal { try bench.device.markDelivered(counter: 2, .first) } == .printSpent)
    }

    @Test(arguments: [PrintState.debited, .begun, .printed])
    func `a spoiled print is never drawn, and its declaration is always the same`(_ state: PrintState) throws {
        var bench = try DeviceBench.valid()
        try bench.frank(.rupees(7))
        if state != .debited { _ = try bench.draw(1, .first) }
        if state == .printed { try bench.device.markDelivered(counter: 1, .first) }
        #expect(bench.printState() == state)
        let declaration = try bench.spoil()
        #expect(declaration.value == .rupees(7) && declaration.psdKey == DeviceBench.key)
        #expect(
            TestVerifier().isValid(
                declaration.signature, over: declaration.signedForm, by: DeviceBench.signer.publicKey))
        bench.wait(seconds: 60)
        #expect(try bench.spoil() == declaration)
        for number in DrawingNumber.allCases { #expect(refusal { _ = try bench.draw(1, number) } == .printSpent) }
        #expect(bench.printState() == .spoiled)
        #expect(bench.device.printStandings(limit: 1)[1]?.open == [])
        #expect(bench.device.state.registers.ascending == .rupees(7), "nothing is given back here")
        bench.device = try DeviceBench.open(bench.disk.afterPowerCut())
        #expect(try bench.spoil() == declaration)
        #expect(bench.device.status(at: bench.reading).unacknowledgedSpoils == 1)
        try bench.device.acknowledgeSpoil(counter: 1)
        try bench.device.acknowledgeSpoil(counter: 1)
        #expect(bench.device.unacknowledgedSpoils.isEmpty)
        #expect(try bench.spoil() == declaration)
        #expect(refusal { _ = try bench.draw(1, .first) } == .printSpent)
    }

    @Test func `an event that would make both true stops the device`() throws {
        var bench = try DeviceBench.valid()
        try bench.frank(.rupees(1))
        let declaration = try bench.spoil()
        let drawing = bench.drawing(1, .first)
        let events: [DeviceEvent] = [
            .drawn(1), .drawingBegun(1, .first, drawing), .drawingBegun(1, .second, drawing),
            .drawingChanged(1, .first, drawing), .drawingDelivered(1, .first), .spoiled(declaration, bench.reading),
        ]
        for event in events {
            var state = bench.device.state
            #expect(refusal { try state.apply(event, recordsKept: 5) } == .psdFatal, "\(event)")
        }
        var state = bench.device.state
        state.prints = Prints(
            drawn: [1: DrawnPrint(number: .second)], spoiled: [SpoiledPrint(declaration: declaration)])
        #expect(refusal { try state.checkInvariants() } == .psdFatal)
    }

    @Test func `a declaration outlives its record until the back end holds it`() throws {
        var bench = try DeviceBench.valid(limits: DeviceLimits(recordsKept: 1))
        for _ in 0..<4 { try bench.frank(.rupees(1)) }
        for counter: UInt32 in [2, 3] {
            _ = try bench.draw(counter, .first)
            try bench.device.markDelivered(counter: counter, .first)
        }
        let declaration = try bench.spoil(1)
        try bench.device.applyReceipt(try bench.receipt(through: 4))
        #expect(bench.device.printStandings(limit: 9).mapValues(\.state) == [4: .debited])
        #expect(bench.device.state.prints.drawn.isEmpty, "what belongs to no record is forgotten")
        #expect(bench.device.unacknowledgedSpoils == [declaration])
        #expect(try bench.spoil(1) == declaration)
        #expect(refusal { _ = try bench.draw(2, .first) } == .printFailed)
        #expect(refusal { try bench.device.markDelivered(counter: 2, .first) } == .printFailed)
        #expect(refusal { _ = try bench.spoil(2) } == .spoilRefused)
        try bench.device.acknowledgeSpoil(counter: 1)
        #expect(bench.device.state.prints == Prints())
    }

    @Test(arguments: [UInt32(0), 2, .max]) func `an impression that was never made is neither drawn nor spoiled`(
        _ counter: UInt32
    ) throws {
        var bench = try DeviceBench.valid()
        try bench.frank(.rupees(1))
        #expect(refusal { _ = try bench.draw(counter, .first) } == .impressionUnknown)
        #expect(refusal { try bench.device.markDelivered(counter: counter, .first) } == .impressionUnknown)
        #expect(refusal { _ = try bench.spoil(counter) } == .impressionUnknown)
        try bench.device.acknowledgeSpoil(counter: counter)
    }

    @Test func `a locked device still draws what was debited, and a stopped one does not`() throws {
        var bench = try DeviceBench.valid()
        for _ in 0..<3 { try bench.frank(.rupees(1)) }
        bench.wait(days: 400)
        #expect(bench.device.status(at: bench.reading).lock != nil)
        _ = try bench.draw(1, .first)
        try bench.device.tamper()
        _ = try bench.draw(1, .first)
        try bench.device.markDelivered(counter: 1, .first)
        #expect(refusal { _ = try bench.spoil(2) } == .psdTampered)
        #expect(
            bench.device.printStandings(limit: 3).mapValues(\.open) == [
                1: [.printOnceMore], 2: [.print], 3: [.print],
            ])
        bench.device.state.fatalReason = "test"
        #expect(refusal { _ = try bench.draw(2, .first) } == .psdFatal)
        #expect(bench.device.printStandings(limit: 3).values.allSatisfy { $0.open.isEmpty })
    }

    @Test func `declarations that wait are bounded, and none is dropped`() throws {
        var bench = try DeviceBench.valid(limits: DeviceLimits(unacknowledgedSpoilsMaximum: 2))
        for _ in 0..<3 { try bench.frank(.rupees(1)) }
        let made = try [1, 2].map { try bench.spoil($0) }
        #expect(refusal { _ = try bench.spoil(3) } == .spoilRefused)
        #expect(bench.device.printStandings(limit: 3)[3]?.open == [.print])
        #expect(bench.device.unacknowledgedSpoils == made)
        try bench.device.acknowledgeSpoil(counter: 1)
        _ = try bench.spoil(3)
    }
}

extension DeviceBench {
    /// What a drawing is: the same for the same impression and number.
    func drawing(_ counter: UInt32, _ number: DrawingNumber) -> BegunDrawing {
        BegunDrawing(format: .pdf, content: ContentHash(sha256: Array("print \(number.rawValue) of \(counter)".utf8)))
    }

    /// Has a drawing leave the base, begun now or before.
    mutating func draw(_ counter: UInt32, _ number: DrawingNumber) throws -> PermittedDrawing {
        let permitted = try device.permittedDrawing(counter: counter, number)
        try device.beginDrawing(counter: counter, number, drawing(counter, number))
        return permitted
    }

    mutating func spoil(_ counter: UInt32 = 1) throws -> SpoilDeclaration {
        try device.declareSpoiled(counter: counter, at: reading)
    }

    func printState(_ counter: UInt32 = 1) -> PrintState? { device.printStandings(limit: 100)[counter]?.state }
}
