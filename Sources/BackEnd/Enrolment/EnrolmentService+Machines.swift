import DutyModel
import Signing
import Storage

extension EnrolmentService {
    /// Takes a machine into the books and gives it a certificate for its TLS client key (P-256, in PEM).
    ///
    /// Each call issues a certificate of its own; earlier ones stay good until they expire or are withdrawn.
    public func enrolMachine(
        _ machine: MachineSerial, customer: CustomerAccount, publicKeyPEM: String
    ) async throws(DutyFailure) -> IssuedCertificate {
        let issued = try authority.issueMachineCertificate(machine, publicKeyPEM: publicKeyPEM)
        let now = clock.now()
        try await database.write { (transaction) throws(DutyFailure) in
            try requireCustomer(customer, in: transaction)
            try transaction.execute(
                "INSERT INTO machine_accounts (machine, customer) VALUES (\(machine), \(customer)) ON CONFLICT DO NOTHING"
            )
            let held = try transaction.row("SELECT customer FROM machine_accounts WHERE machine = \(machine)")
            guard try held?.text("customer") == customer.text else {
                throw DutyFailure(.operationConflict, "Machine \(machine) is of another account.")
            }
            try transaction.execute(
                """
                INSERT INTO machines (customer, machine, standing, enrolled_at)
                VALUES (\(customer), \(machine), \(MachineStanding.active.rawValue), \(now)) ON CONFLICT DO NOTHING
                """)
            try transaction.execute(
                """
                INSERT INTO machine_certificates (customer, certificate_hash, machine, certificate, expires_at)
                VALUES (\(customer), \(issued.hash), \(machine), \(issued.der), \(issued.expiresAt))
                """)
        }
        return issued
    }

    /// Withdraws every certificate with this hash from the next request on.
    public func withdrawCertificate(_ hash: ContentHash) async throws(DutyFailure) {
        let now = clock.now()
        try await database.write { (transaction) throws(DutyFailure) -> Void in
            try transaction.execute(
                """
                UPDATE machine_certificates SET revoked_at = \(now) WHERE certificate_hash = \(hash)
                AND revoked_at IS NULL
                """)
        }
    }
}
