import BaseProtocol
import DutyModel
import Exchanges

/// Brings the declarations of spoiled prints that are not acknowledged yet to the transactions service.
package struct SpoilDialogue: Dialogue {
    private enum Stage { case start, spoils, asking(SpoilDeclaration), acknowledging }

    private var stage = Stage.start
    private var waiting: [SpoilDeclaration] = []
    private var acknowledged: UInt32 = 0
    private var refused: DutyFailure?

    /// The declarations that the device holds.
    package init() {}

    /// Ends with how many were acknowledged.
    package mutating func next(_ event: DialogueEvent) -> DialogueStep<UInt32> {
        switch (stage, event) {
        case (.start, .began):
            stage = .spoils
            return .askBase(.spoils)
        case (.spoils, .base(.spoils(let declarations))):
            waiting = declarations.reversed()
            return goOn()
        case (.asking(let declaration), .service(.acknowledgement)):
            stage = .acknowledging
            return .askBase(.spoilAcknowledged(counter: declaration.counter))
        case (.acknowledging, .base(.done)):
            acknowledged += 1
            return goOn()
        // One declaration that is refused holds up no other.
        case (.asking, .failed(let failure)) where Self.isOfOneOnly(failure):
            refused = refused ?? failure
            return goOn()
        default: return .ended(by: event)
        }
    }

    private mutating func goOn() -> DialogueStep<UInt32> {
        guard let declaration = waiting.popLast() else {
            return .done(refused.map { .failure($0) } ?? .success(acknowledged))
        }
        stage = .asking(declaration)
        return .askService(.spoil(declaration))
    }

    /// Whether the refusal speaks of one declaration and not of the next.
    static func isOfOneOnly(_ failure: DutyFailure) -> Bool { ofOneOnly.contains(failure.code) }

    private static let ofOneOnly: Set<FailureCode> = [.spoilRefused, .usageConflict, .refundNotAllowed, .signatureBad]
}
