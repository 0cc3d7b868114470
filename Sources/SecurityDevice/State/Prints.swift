import DutyModel

/// A declaration that a print is spoiled, and whether the back end holds it.
struct SpoiledPrint: Hashable, Sendable {
    /// What was declared.
    let declaration: SpoilDeclaration
    /// Whether the back end said that it holds it durably.
    var isAcknowledged = false
}

/// What became of the paper of the impressions that the device still holds, and every declaration of a spoiled print
/// that the back end does not hold yet.
struct Prints: Hashable, Sendable {
    /// Impressions that were drawn: true for twice.
    private(set) var drawn: [UInt32: Bool] = [:]
    /// Spoiled prints, in the order of their declarations.
    private(set) var spoiled: [SpoiledPrint] = []

    init() {}

    /// The parts as a snapshot keeps them.
    init(drawn: [UInt32: Bool], spoiled: [SpoiledPrint]) {
        self.drawn = drawn
        self.spoiled = spoiled
    }

    /// The state of the print of this impression.
    func state(of counter: UInt32) -> PrintState {
        if declaration(of: counter) != nil { return .spoiled }
        guard let again = drawn[counter] else { return .debited }
        return again ? .printedAgain : .printed
    }

    /// The declaration that this print is spoiled, where there is one.
    func declaration(of counter: UInt32) -> SpoilDeclaration? {
        spoiled.first { $0.declaration.counter == counter }?.declaration
    }

    /// Declarations that the back end does not hold yet, oldest first.
    var unacknowledged: [SpoilDeclaration] { spoiled.filter { !$0.isAcknowledged }.map(\.declaration) }

    /// Takes note of a drawing; throws where it may not happen.
    mutating func draw(_ counter: UInt32) throws(DutyFailure) {
        switch state(of: counter) {
        case .debited: drawn[counter] = false
        case .printed: drawn[counter] = true
        case .printedAgain, .spoiled: throw DeviceState.broken("an impression was drawn that is spent")
        }
    }

    /// Takes note of a declaration; throws where it may not happen.
    mutating func spoil(_ declaration: SpoilDeclaration) throws(DutyFailure) {
        switch state(of: declaration.counter) {
        case .debited, .printed: spoiled.append(SpoiledPrint(declaration: declaration))
        case .printedAgain, .spoiled:
            throw DeviceState.broken("an impression was declared spoiled after its second print")
        }
    }

    /// Takes note that the back end holds the declaration.
    mutating func acknowledge(_ counter: UInt32) {
        for index in spoiled.indices where spoiled[index].declaration.counter == counter {
            spoiled[index].isAcknowledged = true
        }
    }

    /// Forgets what belongs to impressions before this one, save what the back end does not hold.
    mutating func forget(before counter: UInt32) {
        drawn = drawn.filter { $0.key >= counter }
        spoiled.removeAll { $0.isAcknowledged && $0.declaration.counter < counter }
    }

    /// Throws where an impression is both printed a second time and spoiled, or spoiled twice.
    func checkNeverBoth() throws(DutyFailure) {
        var seen: Set<UInt32> = []
        for print in spoiled {
            let counter = print.declaration.counter
            guard seen.insert(counter).inserted, drawn[counter] != true else {
                throw DeviceState.broken("an impression is spoiled and was printed a second time")
            }
        }
    }
}
