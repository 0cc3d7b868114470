import BaseProtocol
import DutyModel
import Exchanges

/// A refill from its beginning, or from where it stopped, to its decision; or its giving up, which ends with the
/// decision too.
///
/// It is the same operation in each try, so however often it is asked it is decided once. Where a failure leaves open
/// what became of it, it is asked again after a pause; then it is left pending.
package struct RefillDialogue: Dialogue {
    /// What is wanted of it.
    package enum Wish: Hashable, Sendable {
        /// A new refill.
        case begin(Paise)
        /// The answer to the one that is outstanding.
        case takeUp
        /// That the outstanding one is given up, unless it was decided before.
        case cancel
    }

    private enum Stage { case start, beginning, lookingForIt, status, request, asking, applying, registers, pausing }

    private let wish: Wish
    private var stage = Stage.start
    private var triesLeft: Int
    private var operation: RefillOperation?
    private var mending = GrantsMending()
    /// Whether a try to begin it, or to ask for it, was lost in a way that leaves open whether the base took it or takes it
    /// yet.
    private var isTryLost = false
    private let act: ActID?

    /// A refill with so many tries, by this act of a person.
    package init(_ wish: Wish, tries: Int, act: ActID? = nil) {
        self.wish = wish
        self.act = act
        triesLeft = tries
    }

    package mutating func next(_ event: DialogueEvent) -> DialogueStep<RefillOutcome> {
        switch mending.take(event, for: operation?.psdKey) as GrantsMending.Turn<RefillOutcome> {
        case .step(.done(.failure(let failure))): return tryAgain(after: failure)
        case .step(let step): return step
        case .askAgain: return ask(requestCommand, .request)
        case .notMine: break
        }
        switch (stage, event) {
        case (.start, .began): return begin()
        case (.beginning, .base(.refillBegun(let operation))): return settle(operation)
        case (.beginning, .failed(let failure)): return beginAgain(after: failure)
        case (.beginning, .base(.outcome(.done(let deed)))), (.request, .base(.outcome(.done(let deed)))):
            return decided(before: deed)
        case (.lookingForIt, .failed(let failure)): return .done(.failure(failure.beforeItWasAsked))
        case (.lookingForIt, .base(.status(let status))):
            guard let operation = status.outstandingRefill else {
                // It may be decided, and by this act: the base knows, and refuses where it isn't so.
                guard act == nil else { return ask(requestCommand, .request) }
                return .done(.failure(DutyFailure(.refillNoneOutstanding, "No refill is outstanding.")))
            }
            return settle(operation)
        case (.lookingForIt, _): return .ended(by: event)
        case (.status, .base(.status(let status))):
            // The base may have applied an answer whose acknowledgement was lost.
            guard status.outstandingRefill != operation, let last = status.lastRefill, last.operation == operation
            else {
                return ask(requestCommand, .request)
            }
            // That a late answer decided it is not what this act did: the base knows whether the act was taken note of.
            return isNamedLater ? ask(requestCommand, .request) : decided(last.decision)
        case (.request, .base(.refillRequest(let request))): return ask(.refill(request))
        case (.asking, .service(.refillAnswer(let answer))): return ask(.applyRefill(answer), .applying)
        case (.applying, .base(.refillDecided(let decision))): return decided(decision)
        case (.registers, .base(.status(let status))):
            return .done(.success(.granted(amount: amount, registers: status.registers)))
        case (.pausing, .resumed): return operation == nil ? begin() : beginTry()
        default: return tryAgain(after: event.failure)
        }
    }

    /// Whether the base hears of the person's act with the request alone, and not with the refill's beginning.
    private var isNamedLater: Bool {
        if case .begin = wish { false } else { act != nil }
    }

    private var amount: Paise { operation?.amount ?? .zero }
    private var requestCommand: BaseCommand {
        switch wish {
        case .begin: .refillRequest()
        case .takeUp: .refillRequest(act: act)
        case .cancel: .refillRequest(.cancellation, act: act)
        }
    }

    private mutating func begin() -> DialogueStep<RefillOutcome> {
        if case .begin(let amount) = wish { return ask(.beginRefill(amount: amount, act: act), .beginning) }
        return ask(.status, .lookingForIt)
    }

    /// Under the same name a refill begins once, however often that is asked for.
    private mutating func beginAgain(after failure: DutyFailure) -> DialogueStep<RefillOutcome> {
        // That a later try never left says nothing of the one before.
        let isOpen = failure.outcome == .notKnown || isTryLost && failure.code == .linkDown
        // Nor does a refusal: what was lost may come after it.
        guard isOpen else { return .done(.failure(isTryLost ? failure.knowing(.notKnown) : failure)) }
        isTryLost = true
        guard act != nil, triesLeft > 1 else { return .done(.failure(failure.knowing(.notKnown))) }
        triesLeft -= 1
        stage = .pausing
        return .pause
    }

    private mutating func settle(_ operation: RefillOperation) -> DialogueStep<RefillOutcome> {
        self.operation = operation
        return beginTry()
    }

    private mutating func beginTry() -> DialogueStep<RefillOutcome> {
        triesLeft -= 1
        return ask(.status, .status)
    }

    private mutating func ask(_ command: BaseCommand, _ stage: Stage) -> DialogueStep<RefillOutcome> {
        self.stage = stage
        return .askBase(command)
    }

    private mutating func ask(_ question: ServiceQuestion) -> DialogueStep<RefillOutcome> {
        stage = .asking
        return .askService(question)
    }

    private mutating func decided(_ decision: RefillDecision) -> DialogueStep<RefillOutcome> {
        switch decision {
        case .granted: return ask(.status, .registers)
        case .refused(let reason, let maximumAllowed):
            let refusal = ReportedRefusal(amount: amount, code: reason, maximumAllowed: maximumAllowed)
            return .done(.success(.refused(refusal)))
        case .cancelled: return .done(.success(.cancelled(amount: amount)))
        }
    }

    /// The act came before, and the refill that it is about was decided since.
    private mutating func decided(before deed: ActDeed) -> DialogueStep<RefillOutcome> {
        switch deed {
        case .refill(let operation, let decision?), .cancellation(let operation, let decision?):
            self.operation = operation
            return decided(decision)
        default: return .ended(by: .base(.outcome(.done(deed))))
        }
    }

    private mutating func tryAgain(after failure: DutyFailure) -> DialogueStep<RefillOutcome> {
        guard triesLeft > 0, Self.worthAnotherTry.contains(failure.code) else {
            return .done(.failure(pending(failure)))
        }
        isTryLost = isTryLost || stage == .request
        stage = .pausing
        return .pause
    }

    /// Failures after which nothing is known of what was asked.
    private static let worthAnotherTry: Set<FailureCode> = [
        .connectionLost, .httpTimeout, .commitUnknown, .serverBusy, .tooManyRequests, .linkDown, .linkBroken,
        .nonceStale,
    ]

    private func pending(_ failure: DutyFailure) -> DutyFailure {
        if failure.code == .refillNoneOutstanding {
            // One that was outstanding a moment ago was decided meanwhile, and what was lost may come yet.
            return operation != nil || isTryLost ? failure.knowing(.notKnown) : failure
        }
        return DutyFailure(
            failure.code, "The refill is pending: \(failure.message)",
            remedy: "The machine asks again by itself, and it is granted once at most. \(failure.remedy)",
            maximumAllowed: failure.maximumAllowed, outcome: .notKnown)
    }
}
