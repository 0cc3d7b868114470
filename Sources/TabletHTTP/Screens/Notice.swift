import DutyModel
import Tablet

/// A message to the person: what happened, that nothing was lost, what to do, and the code in small type.
struct Notice: Sendable {
    /// The style's name: `good`, `bad` or `plain`.
    let tone: String
    /// The sign before the text, so that the tone does not rest on colour.
    let sign: String
    /// What happened.
    let text: String
    /// That nothing was lost.
    let assurance: String?
    /// What to do.
    let remedy: String?
    /// The stable code.
    let code: String?
    /// When, for a problem of the past.
    let time: String?
    /// What helps on; nil where the remedy says it all.
    var more: PrimaryAction?

    /// Good news.
    static func good(_ text: String, _ remedy: String? = nil) -> Notice {
        Notice(tone: "good", sign: "✓", text: text, assurance: nil, remedy: remedy, code: nil, time: nil)
    }

    /// Something that is wrong and has no code of its own.
    static func bad(_ text: String, _ remedy: String? = nil) -> Notice {
        Notice(tone: "bad", sign: "!", text: text, assurance: nil, remedy: remedy, code: nil, time: nil)
    }

    /// Something to know.
    static func plain(_ text: String, _ remedy: String? = nil) -> Notice {
        Notice(tone: "plain", sign: "i", text: text, assurance: nil, remedy: remedy, code: nil, time: nil)
    }

    /// A failure, met while doing what a form asked for.
    static func failure(_ failure: DutyFailure, during purpose: FormPurpose? = nil) -> Notice {
        Notice(
            tone: "bad", sign: "!", text: failure.message, assurance: purpose.map { assurance(failure.code, $0) },
            remedy: failure.remedy, code: failure.code.rawValue, time: nil)
    }

    /// A refill that was refused for ever.
    static func refusal(_ refusal: ReportedRefusal) -> Notice {
        Notice(
            tone: "bad", sign: "!", text: refusal.message, assurance: nil,
            remedy: refusal.remedy, code: refusal.code.rawValue, time: nil)
    }

    /// A problem that the machine reports.
    static func problem(_ problem: ReportedProblem) -> Notice {
        Notice(
            tone: "bad", sign: "!", text: problem.message, assurance: nil, remedy: problem.remedy,
            code: problem.code.rawValue, time: problem.at.indianTimeText,
            more: problem.code.isOfTheNetwork ? .findOut : nil)
    }

    /// What a person may rely on after a failure; says no more than is known.
    static func assurance(_ code: FailureCode, _ purpose: FormPurpose) -> String {
        switch purpose {
        case .frank where undecided.contains(code):
            "It is not known here whether the duty was debited. The recent impressions show it; a debit is never lost."
        case .frank: "Nothing was debited."
        case .print: "The duty is debited, and the impression is kept."
        case .spoil: "The impression is as it was."
        case .withdraw: "No money is lost: what was begun goes on by itself."
        case .nextLife: "The machine is as it was."
        case .cancelRefill: "No money is lost: the top-up is granted once or not at all."
        case .refill where beforeAsking.contains(code), .continueRefill where beforeAsking.contains(code):
            "Nothing was asked for."
        case .refill, .continueRefill: "No money is lost: the same top-up is never granted twice."
        case .audit: "The registers were not changed."
        case .upload: "The records are kept until they are received."
        case .wired, .wifi: "The settings are as they were."
        case .confirmNetwork, .testNetwork, .examineNetwork: "Nothing was lost."
        }
    }

    /// Failures after which the page cannot tell whether a debit was made.
    private static let undecided: Set<FailureCode> = [
        .linkDown, .connectionLost, .httpTimeout, .journalWriteFailed, .psdFatal, .internalError, .machineNotRunning,
    ]
    /// Refusals of a top-up that come before anything is written or sent.
    private static let beforeAsking: Set<FailureCode> = [
        .amountMalformed, .amountNotPositive, .confirmationNeeded, .amountOutOfRange, .valueMalformed, .csrfBad,
        .formExpired,
        .refillOutstanding, .refillNoneOutstanding, .refillOverMaximum, .psdStateRefuses,
    ]
}
