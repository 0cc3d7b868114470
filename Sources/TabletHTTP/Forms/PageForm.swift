import DutyModel
import Exchanges
import NetworkSetup
import Tablet

/// A form of the page, described once: where it is sent, what it asks of the machine, and what is said about it.
///
/// What a browser sends of it is a `Submission`; against other sites it is sealed by `FormSeal`.
struct PageForm: Sendable {
    /// The page on which it stands.
    enum Page: Hashable, Sendable {
        case frank, refill, audit, upload, impression, spoil, withdraw, nextLife, settings, networkTest, doctor
        case link(LinkKind)
    }

    /// What the act of a person changes.
    enum Changed { case device, networkSettings }

    /// Its name, over which it is sealed.
    let name: String
    /// Where it is sent. Loading this address anew shows its page.
    let path: String
    /// The page on which it stands.
    let page: Page
    /// The fields that a person fills in.
    var fields: Set<String> = []
    /// What its work changes, under a name; nil for what has none.
    var changes: Changed? = .device
    /// What a person may rely on when its work failed.
    let assurance: Assurance
    /// What is waited for while its work goes on.
    let waiting: @Sendable (Submission) -> String
    /// What it asks for, under this name; throws what is wrong with its first bad value.
    let command: @Sendable (Submission, ActID?) throws(DutyFailure) -> MachineCommand

    /// Every form of the page.
    static let all = money + prints + upkeep + network
}

extension PageForm: Equatable {
    static func == (one: PageForm, other: PageForm) -> Bool { one.name == other.name }
}

/// What a person may rely on after a failure, by what is known of what the form asked for; nil where the failure's own
/// sentence says it.
struct Assurance: Sendable {
    var done: String?
    var notDone: String?
    var notKnown: String?

    func sentence(_ outcome: KnownOutcome) -> String? {
        switch outcome {
        case .done: done
        case .notDone: notDone
        case .notKnown: notKnown
        }
    }
}

extension Assurance {
    /// Whatever is known.
    static func always(_ sentence: String) -> Assurance {
        Assurance(done: sentence, notDone: sentence, notKnown: sentence)
    }
}
