import DutyModel
import Exchanges
import FundsLedger
import Storage

/// Looks up how a device stands, for the answers that carry it.
public struct StandingService: Sendable {
    let database: any SQLDatabase

    /// The newest standing that was signed for a device, for the machine that holds it; nil where none was, and where
    /// the device isn't this machine's. A blocked machine gets it as well: that is how it learns of it.
    public func newest(
        of psdKey: PSDKeyID, for identity: MachineIdentity
    ) async throws(DutyFailure) -> DeviceStanding? {
        try await database.read { (transaction) throws(DutyFailure) in
            guard let device = try SQLFundsBooks(transaction).device(psdKey), device.machine == identity.machine else {
                return nil
            }
            return device.newestStanding
        }
    }
}
