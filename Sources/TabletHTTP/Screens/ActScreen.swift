import DutyModel
import Exchanges
import Tablet

/// What became of something that was asked for, found by its name.
struct ActScreen: Screen {
    let template = ScreenTemplate.outcome
    let frame = Frame("What became of it", at: nil)
    let notice: Notice
    let details: [String] = []
    let standing: Standing
    let action: PrimaryAction

    /// The screen of a report.
    init(_ report: ActReport, _ snapshot: MachineSnapshot) {
        standing = Standing(snapshot)
        switch report.outcome {
        case .done: notice = .good("Done. \(report.sentence)", report.remedy)
        case .notDone: notice = .plain("Not done. \(report.sentence)", report.remedy)
        case .notKnown: notice = .bad("Not known yet. \(report.sentence)", report.remedy)
        }
        action =
            switch report.deed {
            case _ where report.outcome == .notKnown: .ask(about: report.act)
            case .franked(let counter), .spoiled(let counter):
                PrimaryAction(path: "/impressions/\(counter)", label: "Show item \(counter)")
            default: snapshot.primaryAction ?? .home
            }
    }
}

extension PrimaryAction {
    /// Asks what became of an act.
    static func ask(about act: ActID) -> PrimaryAction {
        PrimaryAction(path: "/acts/\(act.hex)", label: "Ask what became of it")
    }
}
