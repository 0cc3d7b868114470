import DutyModel
import FundsLedger
import Signing
import Storage

/// Rows about accounts and machines, written by those who take them in and by those who take them up again.
struct AccountsTakenUp {
    let transaction: any SQLTransaction

    /// Opens an account where it is not open yet; whether it was opened now.
    @discardableResult
    func open(
        _ customer: CustomerAccount, name: String, isDemonstration: Bool, at time: Timestamp
    ) throws(DutyFailure) -> Bool {
        try transaction.execute(
            """
            INSERT INTO customers (customer, name, demonstration, opened_at)
            VALUES (\(customer), \(name), \(Int64(isDemonstration ? 1 : 0)), \(time)) ON CONFLICT DO NOTHING
            """) == 1
    }

    /// Takes a machine in with a certificate, in DER; throws `operation_conflict` for a machine of another account.
    func enrol(
        _ machine: MachineSerial, _ customer: CustomerAccount, certificate: [UInt8], expiresAt: Timestamp,
        at time: Timestamp
    ) throws(DutyFailure) {
        try transaction.execute(
            "INSERT INTO machine_accounts (machine, customer) VALUES (\(machine), \(customer)) ON CONFLICT DO NOTHING")
        let held = try transaction.row("SELECT customer FROM machine_accounts WHERE machine = \(machine)")
        guard try held?.text("customer") == customer.text else {
            throw DutyFailure(.operationConflict, "Machine \(machine) is of another account.")
        }
        try requireNotRevoked(machine)
        try transaction.execute(
            """
            INSERT INTO machines (customer, machine, standing, enrolled_at)
            VALUES (\(customer), \(machine), \(MachineStanding.active.rawValue), \(time)) ON CONFLICT DO NOTHING
            """)
        try transaction.execute(
            """
            INSERT INTO machine_certificates (customer, certificate_hash, machine, certificate, expires_at)
            VALUES (\(customer), \(ContentHash(sha256: certificate)), \(machine), \(certificate), \(expiresAt))
            """)
    }

    /// Takes a machine in with a certificate that was just issued, and writes the act.
    func enrol(
        _ machine: MachineSerial, _ customer: CustomerAccount, with issued: IssuedCertificate, at time: Timestamp
    ) throws(DutyFailure) {
        try enrol(machine, customer, certificate: issued.der, expiresAt: issued.expiresAt, at: time)
        try ActBook(transaction: transaction).add(.machineEnrolled(machine, customer, issued), at: time)
    }

    /// Withdraws every certificate with this hash; how many.
    @discardableResult
    func withdraw(_ hash: ContentHash, at time: Timestamp) throws(DutyFailure) -> Int {
        try transaction.execute(
            """
            UPDATE machine_certificates SET revoked_at = \(time) WHERE certificate_hash = \(hash)
            AND revoked_at IS NULL
            """)
    }

    /// Revokes a machine for good, with every certificate it has; whether the books know it.
    @discardableResult
    func revoke(_ machine: MachineSerial, at time: Timestamp) throws(DutyFailure) -> Bool {
        try transaction.execute(
            """
            UPDATE machine_certificates SET revoked_at = \(time) WHERE machine = \(machine) AND revoked_at IS NULL
            """)
        return try transaction.execute(
            "UPDATE machines SET standing = \(MachineStanding.blocked.rawValue) WHERE machine = \(machine)") > 0
    }

    /// Throws `machine_blocked` for a machine that was revoked, which no operator takes back.
    func requireNotRevoked(_ machine: MachineSerial) throws(DutyFailure) {
        guard try !isRevoked(machine) else {
            throw DutyFailure(
                .machineBlocked, "Machine \(machine) was revoked, and its number with it.",
                remedy: "Enrol the computer as a machine with another number.")
        }
    }

    func isRevoked(_ machine: MachineSerial) throws(DutyFailure) -> Bool {
        let row = try transaction.row("SELECT standing FROM machines WHERE machine = \(machine)")
        return try row?.text("standing") == MachineStanding.blocked.rawValue
    }

    /// Remembers how much of what a device gave up these books could give back.
    func note(gap booked: Paise, of device: DeviceAccount, at time: Timestamp) throws(DutyFailure) {
        try transaction.execute(
            """
            INSERT INTO ended_gaps (customer, psd_key, booked_paise, found_at)
            VALUES (\(device.customer), \(device.psdKey), \(booked), \(time))
            """)
    }
}
