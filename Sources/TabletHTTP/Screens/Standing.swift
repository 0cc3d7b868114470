import DutyModel
import Tablet

/// The answer to “may I frank now?” and “how much is left?”, as the top of a screen shows them.
struct Standing: Sendable {
    /// The state in a word.
    let word: String
    /// The sign beside it, so that the state does not rest on colour.
    let sign: String
    /// Whether franking is possible.
    let ready: Bool
    /// The sentence that answers the question.
    let sentence: String
    /// Funds left.
    let left: String
    /// What the machine is doing that takes a while.
    let activity: String?

    /// How a machine stands.
    init(_ snapshot: MachineSnapshot) {
        (word, sign) = Self.word(snapshot.state)
        ready = snapshot.state == .valid
        sentence = snapshot.sentence
        left = snapshot.registers?.descending.rupeeText ?? DeviceFigures.unknown
        activity = snapshot.activity
    }

    private static func word(_ state: MachineState) -> (String, String) {
        switch state {
        case .manufactured: ("Not set up", "…")
        case .initialised: ("Waiting for a licence", "…")
        case .authorised: ("Waiting to start", "…")
        case .valid: ("Ready to frank", "✓")
        case .locked: ("Locked", "!")
        case .withdrawPending: ("Being withdrawn", "…")
        case .withdrawn: ("Withdrawn", "×")
        case .destroyed: ("Out of use", "×")
        case .fatal: ("Out of use", "!")
        case .unreachable: ("No contact with the base", "?")
        }
    }
}

extension MachineSnapshot {
    /// The one thing that helps the person on from here; nil where only waiting or the service helps.
    var primaryAction: PrimaryAction? {
        if state == .valid, let registers {
            return registers.descending > .zero ? Self.frank : pendingRefill == nil ? Self.topUp : Self.finishTopUp
        }
        guard state == .locked, let lock else { return nil }
        switch lock.code {
        case .psdInspectionOverdue, .psdInspectionLimit, .psdClockWentBack: return Self.audit
        case .psdUploadOverdue, .psdStoreFull: return Self.upload
        case .refillOutstanding: return Self.finishTopUp
        case .printsUnsettled: return Self.settlePrints
        default: return nil
        }
    }

    private static let frank = PrimaryAction(path: "/frank", label: "Frank a document")
    private static let topUp = PrimaryAction(path: "/refill", label: "Top up")
    private static let finishTopUp = PrimaryAction(path: "/refill", label: "Finish the top-up")
    private static let audit = PrimaryAction(path: "/audit", label: "Run the audit")
    private static let settlePrints = PrimaryAction(path: "/impressions", label: "Settle the prints")
    private static let upload = PrimaryAction(path: "/outbox", label: "Upload the records")
}
