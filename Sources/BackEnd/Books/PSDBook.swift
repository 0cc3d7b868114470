import DutyModel
import FundsLedger
import Storage

/// The tables of machines and devices within one transaction.
struct PSDBook {
    let transaction: any SQLTransaction

    /// The device, or nil.
    func find(_ psdKey: PSDKeyID) throws(DutyFailure) -> PSDEntry? {
        guard let account = try transaction.row("SELECT customer FROM psd_accounts WHERE psd_key = \(psdKey)") else {
            return nil
        }
        let customer = try account.name("customer", as: CustomerAccount.self)
        let row = try transaction.row("SELECT * FROM psds WHERE customer = \(customer) AND psd_key = \(psdKey)")
        return try row.map { (row) throws(DutyFailure) in try PSDEntry(row) }
    }

    /// The device, if this machine may speak for it now.
    ///
    /// Throws `psd_unknown`, `psd_not_of_machine`, `machine_blocked` or `certificate_revoked`; asked in the
    /// transaction of every request, so that a revocation works from its commit on.
    func require(_ psdKey: PSDKeyID, spokenForBy identity: MachineIdentity) throws(DutyFailure) -> PSDEntry {
        guard let entry = try find(psdKey) else {
            throw DutyFailure(.psdUnknown, "The device \(psdKey) is not enrolled.")
        }
        guard entry.machine == identity.machine else {
            throw DutyFailure(.psdNotOfMachine, "Machine \(identity.machine) may not speak for \(psdKey).")
        }
        let machine = try transaction.row(
            "SELECT standing FROM machines WHERE customer = \(entry.customer) AND machine = \(entry.machine)")
        guard try machine?.text("standing") == MachineStanding.active.rawValue else {
            throw DutyFailure(.machineBlocked, "Machine \(identity.machine) is blocked.")
        }
        let certificate = try transaction.row(
            """
            SELECT machine, revoked_at FROM machine_certificates
            WHERE customer = \(entry.customer) AND certificate_hash = \(identity.certificateHash)
            """)
        guard let certificate, try certificate.text("machine") == identity.machine.text,
            try certificate.value("revoked_at") == .null
        else { throw DutyFailure(.certificateRevoked, "The certificate of machine \(identity.machine) is withdrawn.") }
        return entry
    }

    /// Changes how a device stands, and raises an alarm that an operator sees until it is settled. A device that an
    /// operator blocked stays blocked.
    func lock(
        _ entry: PSDEntry, as standing: PSDStanding, because code: FailureCode, detail: String, at time: Timestamp
    ) throws(DutyFailure) {
        if entry.standing != .blocked { try setStanding(standing, of: entry) }
        try raise(code, on: entry, detail: detail, at: time)
    }

    func setStanding(_ standing: PSDStanding, of entry: PSDEntry) throws(DutyFailure) {
        try transaction.execute(
            """
            UPDATE psds SET standing = \(standing.rawValue)
            WHERE customer = \(entry.customer) AND psd_key = \(entry.psdKey)
            """)
    }

    /// Raises an alarm; the same one stands once, and anew where it was settled before.
    func raise(
        _ code: FailureCode, on entry: PSDEntry, detail: String, at time: Timestamp
    ) throws(DutyFailure) {
        try transaction.execute(
            """
            INSERT INTO alarms (customer, psd_key, code, detail, raised_at)
            VALUES (\(entry.customer), \(entry.psdKey), \(code.rawValue), \(detail), \(time))
            ON CONFLICT (customer, psd_key, code, detail) DO UPDATE
                SET raised_at = excluded.raised_at, settled_at = NULL WHERE alarms.settled_at IS NOT NULL
            """)
    }
}

/// How a machine stands with the back end.
enum MachineStanding: String {
    /// It may speak.
    case active
    /// An operator blocked it.
    case blocked
}
