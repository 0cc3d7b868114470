import DutyModel
import Exchanges
import Signing
import DeviceSimulation
import Testing

@testable import SecurityDevice

/// The transition table of a print, and a walk through every sequence of what can happen to one.
@Suite struct PrintTransitionTests {
    /// What can happen to an impression's paper.
    enum Step: CaseIterable {
        case drawFirst, drawSecond, deliverFirst, deliverSecond, spoil, powerCut
    }

    /// Where each step leads; a step that is missing is refused and changes nothing.
    static let table: [PrintState: [Step: PrintState]] = [
        .debited: [.drawFirst: .begun, .spoil: .spoiled],
        .begun: [.drawFirst: .begun, .deliverFirst: .printed, .spoil: .spoiled],
        .printed: [.drawSecond: .begunAgain, .deliverFirst: .printed, .spoil: .spoiled],
        .begunAgain: [.drawSecond: .begunAgain, .deliverFirst: .begunAgain, .deliverSecond: .printedAgain],
        .printedAgain: [.deliverFirst: .printedAgain, .deliverSecond: .printedAgain],
        .spoiled: [.spoil: .spoiled],
    ]

    /// What a person may do in each state.
    static let open: [PrintState: [PrintAction]] = [
        .debited: [.print, .spoil], .begun: [.sendAgain, .spoil], .printed: [.printOnceMore, .spoil],
        .begunAgain: [.sendAgain], .printedAgain: [], .spoiled: [],
    ]

    /// One impression on its way, with what left the device so far.
    struct Walk {
        var bench: DeviceBench
        var device: SecurityDevice
        var disk: SimulatedDisk
        var left: [DrawingNumber: BegunDrawing] = [:]
        var came: Set<DrawingNumber> = []
        var declaration: SpoilDeclaration?
        var path: [Step] = []

        var standing: PrintStanding? { device.printStandings(limit: 1)[1] }

        /// The walk after a step, on a disk of its own.
        func after(_ step: Step) throws -> Walk {
            var next = self
            next.path.append(step)
            next.disk = step == .powerCut ? disk.afterPowerCut() : disk.afterProcessEnd()
            next.device = try DeviceBench.open(next.disk)
            do throws(DutyFailure) {
                switch step {
                case .drawFirst: try next.draw(.first)
                case .drawSecond: try next.draw(.second)
                case .deliverFirst: try next.deliver(.first)
                case .deliverSecond: try next.deliver(.second)
                case .spoil: next.declaration = try next.device.declareSpoiled(counter: 1, at: bench.reading)
                case .powerCut: break
                }
            } catch {
                #expect(
                    PrintTransitionTests.table[standing?.state ?? .debited]?[step] == nil,
                    "\(next.path): \(error)")
                #expect(next.device.state == device.state, "\(next.path): a refusal changed something")
            }
            return next
        }

        private mutating func draw(_ number: DrawingNumber) throws(DutyFailure) {
            let begun = try device.permittedDrawing(counter: 1, number).begun
            let drawing = bench.drawing(1, number)
            try device.beginDrawing(counter: 1, number, drawing)
            #expect(begun == left[number], "\(path): a drawing that has begun became a new one")
            left[number] = drawing
        }

        private mutating func deliver(_ number: DrawingNumber) throws(DutyFailure) {
            try device.markDelivered(counter: 1, number)
            came.insert(number)
        }

        /// What must hold after each step.
        func check(cameFrom before: PrintStanding?, _ step: Step) throws {
            let standing = try #require(standing)
            let was = try #require(before).state
            let expected = step == .powerCut ? was : PrintTransitionTests.table[was]?[step] ?? was
            #expect(standing.state == expected, "\(path)")
            #expect(standing.open == PrintTransitionTests.open[standing.state], "\(path)")
            #expect(!(declaration != nil && left[.second] != nil), "\(path): printed once more and spoiled")
            if came.isEmpty, declaration == nil {
                #expect(
                    standing.open.contains { [.print, .sendAgain, .spoil].contains($0) },
                    "\(path): nobody can do anything about it")
            }
            #expect(standing.state.isSettled == (!came.isEmpty || declaration != nil) || left[.second] != nil)
            try checkOpen(standing)
        }

        /// What is said to be open is let through, and nothing else is.
        private func checkOpen(_ standing: PrintStanding) throws {
            for number in DrawingNumber.allCases {
                let isLetThrough = refusal { _ = try device.permittedDrawing(counter: 1, number) } == nil
                #expect(isLetThrough == (standing.drawing == number), "\(path)")
            }
            let twin = device
            let spoiled = refusal { _ = try twin.state.decideSpoil(1, limits: DeviceLimits()) } == nil
            #expect(spoiled == (standing.allows(.spoil) || standing.state == .spoiled), "\(path)")
        }
    }

    @Test func `every sequence of steps follows the table and always leaves something to do`() throws {
        var bench = try DeviceBench.valid()
        try bench.frank(.rupees(3))
        var walks = [Walk(bench: bench, device: bench.device, disk: bench.disk.afterProcessEnd())]
        var reached: Set<PrintState> = []
        for _ in 0..<5 {
            var next: [Walk] = []
            for walk in walks {
                for step in Step.allCases {
                    let after = try walk.after(step)
                    try after.check(cameFrom: walk.standing, step)
                    reached.insert(try #require(after.standing).state)
                    next.append(after)
                }
            }
            // What came to the same by another way leads to the same from there on.
            var seen: Set<DeviceState> = []
            walks = next.filter { $0.path.count < 4 || seen.insert($0.device.state).inserted }
        }
        #expect(reached == Set(PrintState.allCases))
    }

    /// Every state × event: an event that the table doesn't have is never applied.
    @Test(arguments: PrintState.allCases) func `the table holds for events too`(_ from: PrintState) throws {
        var bench = try DeviceBench.valid()
        try bench.frank(.rupees(3))
        let declaration = try bench.spoil()
        let (one, two) = (bench.drawing(1, .first), bench.drawing(1, .second))
        let ways: [PrintState: [DeviceEvent]] = [
            .debited: [], .begun: [.drawingBegun(1, .first, one)], .printed: [.drawn(1)],
            .begunAgain: [.drawn(1), .drawingBegun(1, .second, two)], .printedAgain: [.drawn(1), .drawn(1)],
            .spoiled: [.spoiled(declaration, bench.reading)],
        ]
        let allowed: [PrintState: [PrintState]] = [
            .debited: [.begun, .printed, .spoiled], .begun: [.printed, .begun, .spoiled],
            .printed: [.begunAgain, .printedAgain, .spoiled], .begunAgain: [.printedAgain, .begunAgain],
            .printedAgain: [], .spoiled: [],
        ]
        // Replayed from a state of its own: the bench's device was declared spoiled above.
        var fresh = try DeviceBench.valid()
        try fresh.frank(.rupees(3))
        var state = fresh.device.state
        for event in try #require(ways[from]) { try state.apply(event, recordsKept: 5) }
        #expect(state.prints.state(of: 1) == from)
        var found: [PrintState] = []
        for event: DeviceEvent in [
            .drawingBegun(1, .first, one), .drawingBegun(1, .second, two), .drawn(1), .drawingDelivered(1, .first),
            .drawingDelivered(1, .second), .drawingChanged(1, .first, two), .drawingChanged(1, .second, one),
            .spoiled(declaration, fresh.reading),
        ] {
            var next = state
            if refusal({ try next.apply(event, recordsKept: 5) }) == nil { found.append(next.prints.state(of: 1)) }
        }
        #expect(found == allowed[from])
    }
}
