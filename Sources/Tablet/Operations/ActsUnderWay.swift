import DutyModel
import Exchanges

/// The acts that somebody is at work on, so that whoever asks about one meanwhile is told that it goes on.
struct ActsUnderWay: Sendable {
    private var acts: Set<ActID> = []

    func contains(_ act: ActID) -> Bool { acts.contains(act) }

    /// The work of an act begins; throws `outcome_unknown` where it is under way already.
    mutating func begin(_ act: ActID) throws(DutyFailure) {
        guard acts.insert(act).inserted else {
            throw DutyFailure(.outcomeUnknown, "The machine is still at work on this command.")
        }
    }

    /// The work of an act is over, however it went.
    mutating func end(_ act: ActID) { acts.remove(act) }
}
