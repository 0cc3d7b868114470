import DutyModel
import Tablet

/// A message to the person: what happened, what is known of what was asked for, what to do, and the code in small type.
struct Notice: Sendable {
    /// The style's name: `good`, `bad` or `plain`.
    let tone: String
    /// The sign before the text, so that the tone does not rest on colour.
    let sign: String
    /// What happened.
    let text: String
    /// What is known of what was asked for.
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
            tone: "bad", sign: "!", text: failure.message, assurance: purpose.flatMap { $0.assurance(failure.outcome) },
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
            more: problem.code.category == .network ? .findOut : nil)
    }
}
