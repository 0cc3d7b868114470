import DutyModel
import Exchanges

/// A declaration that a print is spoiled, and whether the back end holds it.
struct SpoiledPrint: Hashable, Sendable {
    /// What was declared.
    let declaration: SpoilDeclaration
    /// Whether the back end said that it holds it durably.
    var isAcknowledged = false
}

/// The newest drawing of an impression.
struct DrawnPrint: Hashable, Sendable {
    /// Which of the two it is.
    let number: DrawingNumber
    /// What was written down when it began; nil once it was delivered.
    var begun: BegunDrawing?
}

/// What became of the paper of the impressions that the device still holds, and every declaration of a spoiled print
/// that the back end does not hold yet.
struct Prints: Hashable, Sendable {
    /// The newest drawing of each impression of which one has begun.
    private(set) var drawn: [UInt32: DrawnPrint] = [:]
    /// Spoiled prints, in the order of their declarations.
    private(set) var spoiled: [SpoiledPrint] = []

    /// The state of the print of this impression.
    func state(of counter: UInt32) -> PrintState {
        if declaration(of: counter) != nil { return .spoiled }
        guard let newest = drawn[counter] else { return .debited }
        return switch (newest.number, newest.begun) {
        case (.first, nil): .printed
        case (.first, _): .begun
        case (.second, nil): .printedAgain
        case (.second, _): .begunAgain
        }
    }

    /// Those of these impressions of which no print is known to have come out and that were not declared spoiled.
    func unsettled(among counters: some Sequence<UInt32>) -> Set<UInt32> {
        let declared = Set(spoiled.map(\.declaration.counter))
        return Set(
            counters.filter { counter in
                guard let newest = drawn[counter] else { return !declared.contains(counter) }
                return newest.begun != nil && !declared.contains(counter)
            })
    }

    /// What was written down of the drawing that has begun and isn't known to have arrived; nil where there is none.
    func begun(of counter: UInt32) -> BegunDrawing? {
        state(of: counter).begunDrawing == nil ? nil : drawn[counter]?.begun
    }

    /// The declaration that this print is spoiled, where there is one.
    func declaration(of counter: UInt32) -> SpoilDeclaration? {
        spoiled.first { $0.declaration.counter == counter }?.declaration
    }

    /// Declarations that the back end does not hold yet, oldest first.
    var unacknowledged: [SpoilDeclaration] { spoiled.filter { !$0.isAcknowledged }.map(\.declaration) }

    /// Takes note that a drawing has begun; throws where it may not.
    mutating func begin(_ counter: UInt32, _ number: DrawingNumber, _ begun: BegunDrawing) throws(DutyFailure) {
        switch (state(of: counter), number) {
        case (.debited, .first), (.printed, .second): drawn[counter] = DrawnPrint(number: number, begun: begun)
        default: throw DeviceState.broken("a drawing began that may not")
        }
    }

    /// Takes note that the drawing that has begun looks different from now on; throws where none has begun.
    mutating func redraw(_ counter: UInt32, _ number: DrawingNumber, _ begun: BegunDrawing) throws(DutyFailure) {
        guard state(of: counter).begunDrawing == number else {
            throw DeviceState.broken("a drawing changed that has not begun")
        }
        drawn[counter]?.begun = begun
    }

    /// Takes note that the drawing that has begun arrived; throws where none has begun.
    mutating func deliver(_ counter: UInt32, _ number: DrawingNumber) throws(DutyFailure) {
        guard state(of: counter).begunDrawing == number else {
            throw DeviceState.broken("a drawing was delivered that has not begun")
        }
        drawn[counter]?.begun = nil
    }

    /// Takes note of a drawing as earlier versions wrote it down: begun and delivered in one. Throws where it may not
    /// happen.
    mutating func drawAtOnce(_ counter: UInt32) throws(DutyFailure) {
        switch state(of: counter) {
        case .debited: drawn[counter] = DrawnPrint(number: .first)
        case .printed: drawn[counter] = DrawnPrint(number: .second)
        case .begun, .begunAgain, .printedAgain, .spoiled:
            throw DeviceState.broken("an impression was drawn that is spent")
        }
    }

    /// Takes note of a declaration; throws where it may not happen.
    mutating func spoil(_ declaration: SpoilDeclaration) throws(DutyFailure) {
        switch state(of: declaration.counter) {
        case .debited, .begun, .printed: spoiled.append(SpoiledPrint(declaration: declaration))
        case .begunAgain, .printedAgain, .spoiled:
            throw DeviceState.broken("an impression was declared spoiled after its second print had begun")
        }
    }

    /// Takes note that the back end holds the declaration.
    mutating func acknowledge(_ counter: UInt32) {
        for index in spoiled.indices where spoiled[index].declaration.counter == counter {
            spoiled[index].isAcknowledged = true
        }
    }

    /// Forgets what belongs to impressions that are gone, save what the back end does not hold.
    mutating func forget(_ isGone: (UInt32) -> Bool) {
        drawn = drawn.filter { !isGone($0.key) }
        spoiled.removeAll { $0.isAcknowledged && isGone($0.declaration.counter) }
    }

    /// Throws where a second drawing of a spoiled impression has begun, or it was spoiled twice.
    func checkNeverBoth() throws(DutyFailure) {
        var seen: Set<UInt32> = []
        for print in spoiled {
            let counter = print.declaration.counter
            guard seen.insert(counter).inserted, drawn[counter]?.number != .second else {
                throw DeviceState.broken("an impression is spoiled and a second drawing of it began")
            }
        }
    }
}
