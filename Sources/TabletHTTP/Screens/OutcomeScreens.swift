import DutyModel
import Tablet

/// Work that goes on: what is waited for, and that it is safe to leave.
struct WaitingScreen: Screen {
    let template = ScreenTemplate.waiting
    let frame = Frame("Please wait", at: nil, reloadSeconds: 2, lookAgainSeconds: 1)
    let sentence: String

    /// The screen while this submission is worked on.
    init(_ submission: Submission, activity: String?, doctor: ExaminationStanding.Progress? = nil) {
        let waiting = submission.form.waiting(submission)
        guard submission.form == .examineNetwork else {
            sentence = activity ?? waiting
            return
        }
        guard let doctor, doctor.total > 0 else {
            sentence = waiting
            return
        }
        sentence = "Finding out what blocks the network: \(doctor.done) of \(doctor.total) places are tried."
    }
}

/// How a top-up, an audit or an upload ended.
struct OutcomeScreen: Screen {
    let template = ScreenTemplate.outcome
    let frame: Frame
    let notice: Notice
    var details: [String] = []
    let standing: Standing
    let action: PrimaryAction

    /// The screen of an outcome; nil for one that has a screen of its own.
    init?(_ outcome: FormOutcome, of form: PageForm, _ snapshot: MachineSnapshot) {
        guard case .answered(let reply) = outcome else { return nil }
        switch reply {
        case .refill(.granted(let amount, _)):
            frame = Frame("Top up", at: "/refill")
            notice = .good("\(amount.rupeeText) added.")
        case .refill(.cancelled(let amount)):
            frame = Frame("Top up", at: "/refill")
            notice = .plain("The top-up of \(amount.rupeeText) was cancelled.", "Nothing was taken from the account.")
        case .audit(let audit):
            frame = Frame("Audit", at: "/audit")
            notice =
                audit.differences.isEmpty
                ? .good("The registers agree with the books.", "Next audit by \(audit.inspectionDue.minuteText).")
                : .failure(DutyFailure(.psdAuditFailed, "The registers do not agree with the books."), during: .audit)
            details = audit.differences.map { "\($0.sentence) (\($0.rawValue))" }
        case .upload(let upload):
            frame = Frame("Upload", at: "/outbox")
            notice =
                upload.sent == 0
                ? .good("Nothing waited to be uploaded.")
                : .good("\(Count.of(upload.sent, "record")) uploaded.", "Received up to item \(upload.durableThrough).")
        case .withdrawn(let withdrawal):
            frame = Frame("Withdraw", at: "/")
            notice = .good(
                "The machine is withdrawn.", withdrawal.removed.map { "\($0.rupeeText) went back to the account." })
        case .done where form == .nextLife:
            frame = Frame("Next life", at: "/")
            notice = .good(
                "The security device has a new key.",
                "It asks for its licence by itself; the home page shows how far it is.")
        default: return nil
        }
        standing = Standing(snapshot)
        action = snapshot.primaryAction ?? .home
    }
}

/// A request that leads nowhere.
struct ProblemScreen: Screen {
    let template = ScreenTemplate.problem
    let frame = Frame("Not done", at: nil)
    let notice: Notice

    /// The screen of a failure.
    init(_ failure: DutyFailure) { notice = .failure(failure) }
}
