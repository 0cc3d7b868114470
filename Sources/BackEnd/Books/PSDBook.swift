import DutyModel
import FundsLedger
import Storage

/// Who may speak for a device, within one transaction.
struct PSDBook {
    let books: SQLFundsBooks
    private var transaction: any SQLTransaction { books.transaction }

    init(_ books: SQLFundsBooks) { self.books = books }

    init(transaction: any SQLTransaction) { self.init(SQLFundsBooks(transaction)) }

    /// The device, if this machine may speak for it now.
    ///
    /// Throws `psd_unknown`, `psd_not_of_machine`, `machine_blocked` or `certificate_revoked`; asked in the
    /// transaction of every request, so that a revocation works from its commit on.
    ///
    /// `orReadmittedAt` lets a certificate pass that these books don't know, where an operator readmitted its machine.
    @discardableResult
    func require(
        _ psdKey: PSDKeyID, spokenForBy identity: MachineIdentity, orReadmittedAt now: Timestamp? = nil
    ) throws(DutyFailure) -> DeviceAccount {
        guard let device = try books.device(psdKey) else {
            throw DutyFailure(.psdUnknown, "The device \(psdKey) is not enrolled.")
        }
        guard device.machine == identity.machine else {
            throw DutyFailure(.psdNotOfMachine, "Machine \(identity.machine) may not speak for \(psdKey).")
        }
        try requireMachine(identity, of: device.customer, orReadmittedAt: now)
        return device
    }

    /// Throws `machine_blocked` or `certificate_revoked` unless this machine may speak now.
    private func requireMachine(
        _ identity: MachineIdentity, of customer: CustomerAccount, orReadmittedAt now: Timestamp? = nil
    ) throws(DutyFailure) {
        let row = try transaction.row(
            """
            SELECT m.standing, m.readmitted_until, c.machine, c.revoked_at FROM machines AS m LEFT JOIN machine_certificates AS c
                ON c.customer = m.customer AND c.certificate_hash = \(identity.certificateHash)
            WHERE m.customer = \(customer) AND m.machine = \(identity.machine)
            """)
        guard let row, try row.text("standing") == MachineStanding.active.rawValue else {
            throw DutyFailure(
                .machineBlocked, "Machine \(identity.machine) was revoked.",
                remedy: "Use another machine, and call the operator of the back end: this one is out of use for good.")
        }
        if try row.value("machine") == .null {
            if let now, let until = try row.ifAny("readmitted_until", row.time), now < until { return }
            throw DutyFailure(
                .certificateRevoked, "These books don't know the certificate that machine \(identity.machine) shows.",
                remedy: "Ask the operator of the back end to let the machine renew it (“dutymark backend readmit”).")
        }
        guard try row.value("machine") == .text(identity.machine.text), try row.value("revoked_at") == .null else {
            throw DutyFailure(.certificateRevoked, "The certificate of machine \(identity.machine) is withdrawn.")
        }
    }

    /// The customer of a machine that may speak now; throws `certificate_foreign` for one that isn't enrolled, and as
    /// `requireMachine` does.
    @discardableResult
    func requireEnrolled(
        _ identity: MachineIdentity, orReadmittedAt now: Timestamp? = nil
    ) throws(DutyFailure) -> CustomerAccount {
        guard let customer = try customer(of: identity.machine) else {
            throw DutyFailure(.certificateForeign, "Machine \(identity.machine) is not enrolled.")
        }
        try requireMachine(identity, of: customer, orReadmittedAt: now)
        return customer
    }

    /// The customer a machine belongs to; throws `machine_unknown`.
    func requireCustomer(of machine: MachineSerial) throws(DutyFailure) -> CustomerAccount {
        guard let customer = try customer(of: machine) else {
            throw DutyFailure(.machineUnknown, "Machine \(machine) is not enrolled.")
        }
        return customer
    }

    /// The customer a machine belongs to, or nil.
    func customer(of machine: MachineSerial) throws(DutyFailure) -> CustomerAccount? {
        try transaction.row("SELECT customer FROM machine_accounts WHERE machine = \(machine)")?.name("customer")
    }
}

/// How a machine stands with the back end.
enum MachineStanding: String {
    /// It may speak.
    case active
    /// An operator revoked it, for good.
    case blocked
}
