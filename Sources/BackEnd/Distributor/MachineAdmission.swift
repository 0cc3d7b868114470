import DutyModel
import Storage

/// Says whether a machine may be answered at all, for what no service of a device answers.
public struct MachineAdmission: Sendable {
    let database: any SQLDatabase

    /// Throws `certificate_foreign` for a machine that the books don't know, `machine_blocked` for one that was revoked, and
    /// `certificate_revoked`; asked on every request, so that a revocation works from its commit on.
    public func require(_ identity: MachineIdentity) async throws(DutyFailure) {
        try await database.read { (transaction) throws(DutyFailure) -> Void in
            let machines = PSDBook(transaction: transaction)
            guard let customer = try machines.customer(of: identity.machine) else {
                throw DutyFailure(.certificateForeign, "Machine \(identity.machine) is not enrolled.")
            }
            try machines.requireMachine(identity, of: customer)
        }
    }
}
