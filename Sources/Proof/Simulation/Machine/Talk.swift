import BaseProtocol
import DutyModel
import Exchanges
import Tablet

/// A dialogue of the production tablet that is being held.
enum Talk {
    case refill(RefillDialogue)
    case audit(AuditDialogue)
    case upload(UploadDialogue)
    case spoil(SpoilDialogue)
    case withdrawal(WithdrawalDialogue)
    case configuration(ConfigurationDialogue)

    /// What it wants done next.
    enum Wish {
        case askBase(BaseCommand)
        case askService(ServiceQuestion)
        case settleOutbox(PSDKeyID, UInt32)
        case adopt(PSDKeyID)
        case pause
        case done(End)
    }

    /// How it ended.
    enum End {
        case well
        /// How a refill was decided.
        case granted, refused, cancelled
        case failed(DutyFailure)

        var failure: DutyFailure? { if case .failed(let failure) = self { failure } else { nil } }
    }

    mutating func next(_ event: DialogueEvent) -> Wish {
        switch self {
        case .refill(var dialogue):
            let step = dialogue.next(event)
            self = .refill(dialogue)
            return Self.wish(step)
        case .audit(var dialogue):
            let step = dialogue.next(event)
            self = .audit(dialogue)
            return Self.wish(step)
        case .upload(var dialogue):
            let step = dialogue.next(event)
            self = .upload(dialogue)
            return Self.wish(step)
        case .spoil(var dialogue):
            let step = dialogue.next(event)
            self = .spoil(dialogue)
            return Self.wish(step)
        case .withdrawal(var dialogue):
            let step = dialogue.next(event)
            self = .withdrawal(dialogue)
            return Self.wish(step)
        case .configuration(var dialogue):
            let step = dialogue.next(event)
            self = .configuration(dialogue)
            return Self.wish(step)
        }
    }

    private static func wish<Outcome>(_ step: DialogueStep<Outcome>) -> Wish {
        switch step {
        case .askBase(let command): .askBase(command)
        case .askService(let question): .askService(question)
        case .settleOutbox(let key, let counter): .settleOutbox(key, counter)
        case .adopt(let key): .adopt(key)
        case .pause: .pause
        case .done(.success(let outcome)): .done(end(outcome))
        case .done(.failure(let failure)): .done(.failed(failure))
        }
    }

    private static func end<Outcome>(_ outcome: Outcome) -> End {
        switch outcome as? RefillOutcome {
        case .granted: .granted
        case .refused: .refused
        case .cancelled: .cancelled
        case nil: .well
        }
    }

    var name: String {
        switch self {
        case .refill: "refill"
        case .audit: "audit"
        case .upload: "upload"
        case .spoil: "spoil"
        case .withdrawal: "withdrawal"
        case .configuration: "configuration"
        }
    }
}
