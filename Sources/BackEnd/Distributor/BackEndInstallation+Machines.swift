import DutyModel
import Exchanges

/// What every service asks of the books beside the question itself.
extension BackEndInstallation {
    /// Says whether a machine may be answered at all, for what no service of a device answers.
    ///
    /// Throws `certificate_foreign` for a machine that the books don't know, `machine_blocked` for one that was revoked, and
    /// `certificate_revoked`; asked on every request, so that a revocation works from its commit on.
    public func requireEnrolled(_ identity: MachineIdentity) async throws(DutyFailure) {
        try await database.read { (transaction) throws(DutyFailure) -> Void in
            try PSDBook(transaction: transaction).requireEnrolled(identity)
        }
    }

    /// The newest standing that was signed for a device, for the machine that holds it; nil where none was, and where
    /// the device isn't this machine's. A blocked machine gets it as well: that is how it learns of it.
    public func newestStanding(
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
