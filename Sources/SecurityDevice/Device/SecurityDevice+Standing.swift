import DutyModel
import Exchanges

extension SecurityDevice {
    /// Takes note of how the back end says the device stands. One that locks it, or changes nothing for the better,
    /// counts at once and is durable on return. One that would lift a lock is kept in memory until an answer to the
    /// device's own question names it. A lower number than the one known is passed over.
    ///
    /// Throws `psd_state_refuses` before the licence, `signature_bad`, `grant_not_mine`, `standing_conflict`,
    /// `value_malformed`.
    public mutating func takeStanding(_ standing: DeviceStanding) throws(DutyFailure) {
        try requireWorking()
        switch try state.decideTakeStanding(standing, verifier: verifier) {
        case .known: break
        case .takes(let event): try commit(event, reserve: 0)
        case .unlocksWhenNamed: offeredStanding = standing
        }
    }
}
