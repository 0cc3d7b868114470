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
    var assurance: String?
    /// What to do.
    var remedy: String?
    /// The stable code.
    var code: String?
    /// When, for a problem of the past.
    var time: String?
    /// What helps on; nil where the remedy says it all.
    var more: PrimaryAction?

    /// Good news.
    static func good(_ text: String, _ remedy: String? = nil) -> Notice {
        Notice(tone: "good", sign: "✓", text: text, remedy: remedy)
    }

    /// Something that is wrong and has no code of its own.
    static func bad(_ text: String, _ remedy: String? = nil) -> Notice {
        Notice(tone: "bad", sign: "!", text: text, remedy: remedy)
    }

    /// Something to know.
    static func plain(_ text: String, _ remedy: String? = nil) -> Notice {
        Notice(tone: "plain", sign: "i", text: text, remedy: remedy)
    }

    /// A failure, met while doing what a form asked for.
    static func failure(_ failure: DutyFailure, during form: PageForm? = nil) -> Notice {
        var notice = bad(failure.message, failure.remedy)
        notice.assurance = form?.assurance.sentence(failure.outcome)
        notice.code = failure.code.rawValue
        return notice
    }

    /// A problem that the machine reports.
    static func problem(_ problem: ReportedProblem) -> Notice {
        var notice = failure(DutyFailure(problem.code, problem.message, remedy: problem.remedy))
        notice.time = problem.at.indianTimeText
        if problem.code.category == .network { notice.more = .findOut }
        return notice
    }
}
