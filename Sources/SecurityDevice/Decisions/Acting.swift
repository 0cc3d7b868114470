import DutyModel
import Exchanges

extension DeviceState {
    /// What this act did when it came before; nil where it comes for the first time, or where nobody's act it is.
    ///
    /// Asked before every lock and phase: what was done stays done, whatever the device may do now. Throws
    /// `act_not_done` for an act that was closed, and `act_too_old` for one of which nobody can tell whether it came.
    func deedBefore(of act: ActID?) throws(DutyFailure) -> ActDeed? {
        guard let act else { return nil }
        switch acts.standing(of: act, on: psdKey?.serial) {
        case .done(let deed): return deed
        case .fresh: return nil
        case .closed:
            throw DutyFailure(.actNotDone, "The command came after it was given up, so it was not carried out.")
        case .forgotten:
            throw DutyFailure(.actTooOld, "The command is too old to tell whether it was carried out before.")
        case .foreign:
            throw DutyFailure(
                .actTooOld, "The command was made for another security device, or for a later state of this one.")
        }
    }

    /// An act that asks for something else than when it came first.
    static var otherAct: DutyFailure {
        DutyFailure(.operationConflict, "Something else was asked for under the name of this command before.")
    }
}
