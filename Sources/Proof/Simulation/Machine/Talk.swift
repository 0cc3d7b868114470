import DutyModel
import Tablet

/// A dialogue of the production tablet that is being held.
struct Talk {
    /// How it ended; one about a refill says how that was decided.
    typealias End = Result<RefillOutcome?, DutyFailure>

    private var dialogue: any Dialogue

    init(_ dialogue: any Dialogue) { self.dialogue = dialogue }

    /// What it is about: “refill”, “audit” and so on.
    var name: String { "\(type(of: dialogue))".replacing("Dialogue", with: "").lowercased() }

    mutating func next(_ event: DialogueEvent) -> DialogueStep<RefillOutcome?> { Self.step(of: &dialogue, event) }

    private static func step(of dialogue: inout some Dialogue, _ event: DialogueEvent) -> DialogueStep<RefillOutcome?> {
        switch dialogue.next(event) {
        case .askBase(let command): .askBase(command)
        case .askService(let question): .askService(question)
        case .settleOutbox(let key, let counter): .settleOutbox(key, through: counter)
        case .adopt(let key): .adopt(key)
        case .pause: .pause
        case .done(let end): .done(end.map { $0 as? RefillOutcome })
        }
    }
}

extension Talk.End {
    var failure: DutyFailure? { if case .failure(let failure) = self { failure } else { nil } }
}
