import DutyModel
import Tablet

/// Work that goes on: what is waited for, and that it is safe to leave.
struct WaitingScreen: Screen {
    let template = ScreenTemplate.waiting
    let frame = Frame("Please wait", at: nil, reloadSeconds: 2, lookAgainSeconds: 1)
    let sentence: String

    /// The screen while this submission is worked on.
    init(_ submission: Submission, activity: String?, doctor: ExaminationStanding.Progress? = nil) {
        guard submission.purpose != .examineNetwork else {
            sentence = Self.sentence(doctor)
            return
        }
        sentence = activity ?? Self.sentence(submission)
    }

    private static func sentence(_ progress: ExaminationStanding.Progress?) -> String {
        guard let progress, progress.total > 0 else { return "Finding out what blocks the network." }
        return "Finding out what blocks the network: \(progress.done) of \(progress.total) places are tried."
    }

    private static func sentence(_ submission: Submission) -> String {
        let amount = (try? submission.paise().rupeeText) ?? "the amount"
        return switch submission.purpose {
        case .frank: "Franking \(amount)."
        case .refill: "Asking the funds service for \(amount)."
        case .continueRefill: "Asking the funds service for its answer."
        case .audit: "Comparing the registers with the books."
        case .upload: "Uploading the records."
        case .cancelRefill: "Asking the funds service to cancel the top-up."
        case .print: "Drawing the impression."
        case .delivered: "Noting that the print came out."
        case .spoil: "Declaring the print spoiled."
        case .withdraw: "Withdrawing the machine."
        case .nextLife: "Making a new key."
        case .wired, .wifi: "Setting the network. A link needs up to half a minute."
        case .testNetwork: "Testing the network. A place that does not answer takes up to 20 seconds."
        case .examineNetwork: "Finding out what blocks the network."
        case .confirmNetwork: "Keeping the network settings."
        }
    }
}

/// How a top-up, an audit or an upload ended.
struct OutcomeScreen: Screen {
    let template = ScreenTemplate.outcome
    let frame: Frame
    let notice: Notice
    let details: [String]
    let standing: Standing
    let action: PrimaryAction

    /// The screen of an outcome; nil for one that has a screen of its own.
    init?(_ outcome: FormOutcome, of purpose: FormPurpose, _ snapshot: MachineSnapshot) {
        standing = Standing(snapshot)
        guard case .answered(let reply) = outcome else { return nil }
        switch reply {
        case .refill(.granted(let amount, _)):
            frame = Frame("Top up", at: "/refill")
            notice = .good("\(amount.rupeeText) added.")
            details = []
        case .refill(.cancelled(let amount)):
            frame = Frame("Top up", at: "/refill")
            notice = .plain("The top-up of \(amount.rupeeText) was cancelled.", "Nothing was taken from the account.")
            details = []
        case .audit(let audit):
            frame = Frame("Audit", at: "/audit")
            let good = audit.differences.isEmpty
            notice =
                good
                ? .good("The registers agree with the books.", "Next audit by \(audit.inspectionDue.minuteText).")
                : .failure(DutyFailure(.psdAuditFailed, "The registers do not agree with the books."), during: .audit)
            details = audit.differences.map { "\($0.sentence) (\($0.rawValue))" }
        case .upload(let upload):
            frame = Frame("Upload", at: "/outbox")
            notice =
                upload.sent == 0
                ? .good("Nothing waited to be uploaded.")
                : .good("\(Count.of(upload.sent, "record")) uploaded.", "Received up to item \(upload.durableThrough).")
            details = []
        case .withdrawn(let withdrawal):
            frame = Frame("Withdraw", at: "/")
            notice = .good(
                "The machine is withdrawn.",
                withdrawal.removed.map { "\($0.rupeeText) went back to the account." })
            details = []
        case .done where purpose == .nextLife:
            frame = Frame("Next life", at: "/")
            notice = .good(
                "The security device has a new key.",
                "It asks for its licence by itself; the home page shows how far it is.")
            details = []
        default: return nil
        }
        action = snapshot.primaryAction ?? PrimaryAction(path: "/", label: "Home")
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
