import DutyModel
import Exchanges
import Tablet

/// The comparison of the registers with the books.
struct AuditScreen: Screen {
    let template = ScreenTemplate.audit
    let frame = Frame("Audit", at: "/audit")
    let notice: Notice?
    let due: String?
    let urgent: Bool
    let seal: FormSealFields
    let figures: DeviceFigures

    /// The screen of a machine that stands so.
    init(_ snapshot: MachineSnapshot, notice: Notice?, now: Timestamp, seal: FormSealFields) {
        self.notice = notice
        due = snapshot.inspection.dueAt?.dueText(now: now)
        urgent = snapshot.inspection.warn
        self.seal = seal
        figures = DeviceFigures(snapshot)
    }
}

/// What waits to be uploaded.
struct OutboxScreen: Screen {
    let template = ScreenTemplate.outbox
    let frame = Frame("Upload", at: "/outbox")
    let notice: Notice?
    let isKnown: Bool
    let unsent: String?
    let oldest: String?
    let locks: String?
    let seal: FormSealFields

    /// The screen of a machine that stands so.
    init(_ snapshot: MachineSnapshot, notice: Notice?, now: Timestamp, seal: FormSealFields) {
        self.notice = notice
        isKnown = snapshot.outbox != nil
        unsent = snapshot.outbox.flatMap { $0.unsent == 0 ? nil : Count.of($0.unsent, "record") }
        oldest = snapshot.outbox?.oldest?.minuteText
        locks = snapshot.outbox?.locksAt?.dueText(now: now)
        self.seal = seal
    }
}

extension AuditDifference {
    /// The difference in a sentence for the person who calls the service.
    var sentence: String {
        switch self {
        case .controlTotal: "The control total is not what was granted."
        case .sequence: "The machine applied more top-ups than the books hold."
        case .lastGrant: "The last top-up is not the one in the books."
        case .wentBack: "A counter went back."
        case .clone: "The same counter was seen with other content."
        case .usageSum: "The duty printed is not the sum of the records."
        }
    }
}
