import DutyModel
import Exchanges

/// What the machine knows of something that a person asked it to do.
public struct ActReport: Hashable, Sendable, Codable {
    /// The act's name.
    public var act: ActID
    /// Done, not done, or not known yet.
    public var outcome: KnownOutcome
    /// What it did in the security device; nil where it did nothing there, or nobody knows.
    public var deed: ActDeed?
    /// What came of it, in one sentence.
    public var sentence: String
    /// What the person can do now.
    public var remedy: String
}

extension ActReport {
    /// What the base says of the act; `amount` is the duty of the impression that it made, where that is at hand.
    public init(_ act: ActID, _ outcome: ActOutcome, amount: Paise? = nil) {
        switch outcome {
        case .done(let deed):
            let words = deed.words(amount)
            self.init(act: act, outcome: words.outcome, deed: deed, sentence: words.sentence, remedy: words.remedy)
        case .notDone:
            self.init(
                act: act, outcome: .notDone, sentence: "It was not done, and it won't be.",
                remedy: FailureCode.actNotDone.usualRemedy)
        case .notKnown(let doubt):
            self.init(act: act, outcome: .notKnown, sentence: doubt.sentence, remedy: doubt.remedy)
        }
    }

    /// The report as a failure; nil where it says that it was done.
    public var failure: DutyFailure? {
        switch outcome {
        case .done: nil
        case .notDone: DutyFailure(.actNotDone, sentence, remedy: remedy)
        case .notKnown: DutyFailure(.outcomeUnknown, sentence, remedy: remedy)
        }
    }
}

extension ActDeed {
    fileprivate typealias Words = (outcome: KnownOutcome, sentence: String, remedy: String)

    fileprivate func words(_ amount: Paise?) -> Words {
        switch self {
        case .franked(let counter):
            let duty = amount.map { "\($0.rupeeText) was debited" } ?? "The duty was debited"
            return (.done, "\(duty) as item \(counter).", "Item \(counter) can be printed; don't frank it again.")
        case .spoiled(let counter):
            return (.done, "The print of item \(counter) is declared spoiled.", "Keep the paper.")
        case .refill(let operation, let decision): return Self.refill(operation.amount, decision)
        case .cancellation(let operation, let decision): return Self.cancellation(operation.amount, decision)
        case .withdrawal(_, removed: nil):
            return (
                .notKnown, "The withdrawal has begun and isn't finished.",
                "It goes on by itself as soon as the back end answers; the home page shows how far it is."
            )
        case .withdrawal(_, removed: let removed?):
            let back = removed > .zero ? "; \(removed.rupeeText) went back to the account" : ""
            return (.done, "The machine is withdrawn\(back).", "The home page shows how it stands.")
        case .audit(_, nil):
            return (
                .notKnown, "The audit has begun, and its verdict isn't here yet.",
                "It goes on by itself as soon as the back end answers; run it again to have it at once."
            )
        case .audit(_, let differences?):
            guard differences.isEmpty else {
                let names = differences.map(\.rawValue).joined(separator: ", ")
                return (.done, "The audit found a mismatch: \(names).", FailureCode.psdAuditFailed.usualRemedy)
            }
            return (.done, "The audit is good.", "The home page shows when the next one is due.")
        case .upload(_, _, isReceived: false):
            return (
                .notKnown, "The upload has begun, and not every record is received yet.",
                "What waits is kept and sent by itself; the home page shows how much that is."
            )
        case .upload(_, let through, isReceived: true):
            return (.done, "Everything through item \(through) is received.", "Nothing is left to do.")
        case .lifeBegun(let key):
            return (.done, "The security device has the key \(key).", "It asks for its licence by itself.")
        }
    }

    private static func refill(_ amount: Paise, _ decision: RefillDecision?) -> Words {
        switch decision {
        case nil:
            return (
                .notKnown, "The refill of \(amount.rupeeText) isn't decided yet.",
                "The machine asks again by itself, and it is granted once at most; the home page shows it."
            )
        case .granted:
            return (.done, "The refill of \(amount.rupeeText) was granted.", "The home page shows the funds.")
        case .refused(let reason, let most):
            let refusal = ReportedRefusal(amount: amount, code: reason, maximumAllowed: most)
            return (.notDone, refusal.message, refusal.remedy)
        case .cancelled:
            return (
                .notDone, "The refill of \(amount.rupeeText) was cancelled; no money was taken.", "Ask for it again."
            )
        }
    }

    private static func cancellation(_ amount: Paise, _ decision: RefillDecision?) -> Words {
        switch decision {
        case .granted:
            return (
                .notDone, "The refill of \(amount.rupeeText) had been granted before it could be cancelled.",
                "The home page shows the funds."
            )
        case .cancelled:
            return (.done, "The refill of \(amount.rupeeText) was cancelled; no money was taken.", "Ask for it again.")
        case nil, .refused: return refill(amount, decision)
        }
    }
}

extension ActDoubt {
    fileprivate var sentence: String {
        switch self {
        case .tooOld: "It is too long ago: the security device has forgotten acts as old as this one."
        case .anotherDevice: "It was asked of another security device, or of a later state of this one."
        case .stopped: "The security device has stopped, so it is not known what becomes of it."
        case .underWay: "The machine is still at work on it."
        case .unreachable: "The base does not answer, so it isn't known yet."
        }
    }

    fileprivate var remedy: String {
        switch self {
        case .tooOld: FailureCode.actTooOld.usualRemedy
        case .anotherDevice, .stopped: "Call the service before you do it again."
        case .underWay: "Ask again after some seconds."
        case .unreachable: "Start the base, then ask again; don't do it a second time before you know."
        }
    }
}
