import DutyModel
import Exchanges
import NetworkSetup

/// The acts on the network's settings: those that the disk remembers, those that were given up, and those that go on.
struct NetworkActBook: Sendable {
    /// What the disk remembers.
    var acts: NetworkActs
    /// Acts that somebody asked about before they came. A command that is still on its way when this process ends never
    /// arrives, so they are kept nowhere else.
    private var closed = ClosedActs()
    /// Those that go on.
    var underWay = ActsUnderWay()

    /// A book with what the disk remembers.
    init(_ acts: NetworkActs) { self.acts = acts }

    /// Whether the act was done before; throws `act_not_done` and `act_too_old` where it must not be done any more.
    func isDone(_ act: ActID?) throws(DutyFailure) -> Bool {
        guard let act else { return false }
        guard !closed.contains(act) else {
            throw DutyFailure(.actNotDone, "The command came after it was given up, so nothing was changed.")
        }
        switch acts.standing(of: act) {
        case .done, .onTrial: return true
        case .absent: return false
        case .forgotten, .foreign:
            throw DutyFailure(.actTooOld, "The command is too old, or is about another machine's settings.")
        }
    }

    /// What became of an act; one that hasn't come is closed, so that “not done” stays true.
    mutating func report(on act: ActID) -> ActReport {
        guard !underWay.contains(act) else { return ActReport(act, .notKnown(.underWay)) }
        switch acts.standing(of: act) {
        case .done:
            return ActReport(
                act: act, outcome: .done, sentence: "The network settings are kept.",
                remedy: "The settings of the network show what is in force now.")
        case .onTrial:
            return ActReport(
                act: act, outcome: .done, sentence: "The new network settings are in force, on trial.",
                remedy: "Keep them within the minute; otherwise the earlier ones come back.")
        case .absent:
            closed.close(act)
            return ActReport(act, .notDone)
        case .forgotten: return ActReport(act, .notKnown(.tooOld))
        case .foreign: return ActReport(act, .notKnown(.anotherDevice))
        }
    }
}
