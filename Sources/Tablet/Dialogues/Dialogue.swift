import BaseProtocol
import DutyModel
import Exchanges

/// What the tablet does step by step between the base and the services, without doing it: an event goes in, the
/// next step comes out. No clock, no network, no randomness, so that a simulation can drive it through every
/// interruption; the tablet itself drives it with `TabletUnit.drive`.
package protocol Dialogue<Outcome>: Sendable {
    /// What it is held for.
    associatedtype Outcome: Sendable

    /// The step after this event; the first event is `began`, and after `done` there is none.
    mutating func next(_ event: DialogueEvent) -> DialogueStep<Outcome>
}

/// What a dialogue wants done next.
package enum DialogueStep<Outcome: Sendable>: Sendable {
    /// Ask the base; answered with `base` or `failed`.
    case askBase(BaseCommand)
    /// Ask a service; answered with `service` or `failed`.
    case askService(ServiceQuestion)
    /// Let go of the tablet's own copies that a receipt covers; answered with `kept` or `failed`.
    case settleOutbox(PSDKeyID, through: UInt32)
    /// Write down durably that this tablet speaks for this device key from now on; answered with `kept` or `failed`.
    case adopt(PSDKeyID)
    /// Wait a little; answered with `resumed`.
    case pause
    /// It is over.
    case done(Result<Outcome, DutyFailure>)
}

/// What came of the step before.
package enum DialogueEvent: Sendable {
    /// Nothing was done yet.
    case began
    /// The base answered.
    case base(BaseAnswer)
    /// The service answered.
    case service(ServiceReply)
    /// What was to be written down is durable.
    case kept
    /// The pause is over.
    case resumed
    /// The step failed; of a question it may not be known whether it was acted upon.
    case failed(DutyFailure)
}

extension DialogueStep {
    /// The same step as one of a dialogue around this one; nil where this one is done.
    func passedOn<Outer: Sendable>() -> DialogueStep<Outer>? {
        switch self {
        case .askBase(let command): .askBase(command)
        case .askService(let question): .askService(question)
        case .settleOutbox(let key, let counter): .settleOutbox(key, through: counter)
        case .adopt(let key): .adopt(key)
        case .pause: .pause
        case .done: nil
        }
    }

    /// How it ended; nil where it goes on.
    var result: Result<Outcome, DutyFailure>? {
        if case .done(let result) = self { result } else { nil }
    }

    /// The end with a failure: that of the event, or that the answer does not fit the question.
    static func ended(by event: DialogueEvent) -> Self { .done(.failure(event.failure)) }
}

extension DialogueEvent {
    /// The failure this event means where no other is provided for.
    var failure: DutyFailure {
        switch self {
        case .failed(let failure): failure
        case .service: DutyFailure(.messageUnexpected, "The service answered with a message of another kind.")
        default: DutyFailure(.linkBroken, "The base answered another question.")
        }
    }
}
