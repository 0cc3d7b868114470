import DutyModel
import Exchanges

extension SecurityDevice {
    /// What became of a person's act. One that never came is closed, durably on return: it is refused from now on, so
    /// that “not done” stays true even where the command is still on its way.
    ///
    /// Nothing is claimed that isn't known: of an act that the device may have forgotten, of another device's act, and
    /// where the device can't write, the outcome is `notKnown`.
    public mutating func outcome(of act: ActID) -> ActOutcome {
        switch state.acts.standing(of: act, on: state.psdKey?.serial) {
        case .done(let deed): return .done(deed)
        case .closed: return .notDone
        case .forgotten: return .notKnown(.tooOld)
        case .foreign: return .notKnown(.anotherDevice)
        case .fresh:
            guard state.fatalReason == nil, (try? commit(.actClosed(act), reserve: 0)) != nil else {
                return .notKnown(.stopped)
            }
            return .notDone
        }
    }

    /// Writes the event that an act brings about; where there is none, since it came about before, writes down that the act
    /// asked for it too.
    mutating func commit(_ event: DeviceEvent?, by act: ActID?, noting deed: ActDeed) throws(DutyFailure) {
        guard let event = event?.by(act) ?? act.map({ .actNoted($0, deed) }) else { return }
        try commit(event, reserve: limits.questionReserveBytes)
    }

    /// What this act did, where the device took it in.
    public func deed(of act: ActID?) -> ActDeed? {
        guard let act, case .done(let deed) = state.acts.standing(of: act, on: state.psdKey?.serial) else { return nil }
        return deed
    }
}
