import DutyModel
import FundsLedger
import Storage

/// Who may speak for a device, within one transaction.
struct PSDBook {
    let transaction: any SQLTransaction

    /// The device, if this machine may speak for it now.
    ///
    /// Throws `psd_unknown`, `psd_not_of_machine`, `machine_blocked` or `certificate_revoked`; asked in the
    /// transaction of every request, so that a revocation works from its commit on.
    @discardableResult
    func require(_ psdKey: PSDKeyID, spokenForBy identity: MachineIdentity) throws(DutyFailure) -> DeviceAccount {
        guard let device = try SQLFundsBooks(transaction).device(psdKey) else {
            throw DutyFailure(.psdUnknown, "The device \(psdKey) is not enrolled.")
        }
        guard device.machine == identity.machine else {
            throw DutyFailure(.psdNotOfMachine, "Machine \(identity.machine) may not speak for \(psdKey).")
        }
        try requireMachine(identity, of: device.customer)
        return device
    }

    /// Throws `machine_blocked` or `certificate_revoked` unless this machine may speak now.
    func requireMachine(_ identity: MachineIdentity, of customer: CustomerAccount) throws(DutyFailure) {
        let machine = try transaction.row(
            "SELECT standing FROM machines WHERE customer = \(customer) AND machine = \(identity.machine)")
        guard try machine?.text("standing") == MachineStanding.active.rawValue else {
            throw DutyFailure(.machineBlocked, "Machine \(identity.machine) is blocked.")
        }
        let certificate = try transaction.row(
            """
            SELECT machine, revoked_at FROM machine_certificates
            WHERE customer = \(customer) AND certificate_hash = \(identity.certificateHash)
            """)
        guard let certificate, try certificate.text("machine") == identity.machine.text,
            try certificate.value("revoked_at") == .null
        else { throw DutyFailure(.certificateRevoked, "The certificate of machine \(identity.machine) is withdrawn.") }
    }

    /// The customer a machine belongs to, or nil.
    func customer(of machine: MachineSerial) throws(DutyFailure) -> CustomerAccount? {
        try transaction.row("SELECT customer FROM machine_accounts WHERE machine = \(machine)").map {
            (row) throws(DutyFailure) in try row.name("customer", as: CustomerAccount.self)
        }
    }
}

/// How a machine stands with the back end.
enum MachineStanding: String {
    /// It may speak.
    case active
    /// An operator blocked it.
    case blocked
}
