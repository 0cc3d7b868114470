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

    /// Takes a device into the books and gives the authorisation that lets it frank.
    ///
    /// The same device again gets the authorisation that it got first.
    public func enrolPSD(_ wanted: PSDEnrolment) async throws(DutyFailure) -> IssuedAuthorisation {
        let certificate = try authority.issuePSDCertificate(wanted.psdKey, publicKey: wanted.publicKey)
        let now = clock.now()
        return try await database.write { (transaction) throws(DutyFailure) in
            if let held = try PSDEnrolmentBook(transaction: transaction).find(wanted.psdKey) {
                let terms = held.authorisation
                guard terms.psdPublicKey == wanted.publicKey, terms.machine == wanted.machine,
                    terms.licence == wanted.licence, terms.state == wanted.state, terms.limits == wanted.limits
                else { throw DutyFailure(.operationConflict, "\(wanted.psdKey) is enrolled with other terms.") }
                return held
            }
            let account = try transaction.row(
                "SELECT customer FROM machine_accounts WHERE machine = \(wanted.machine)")
            guard let account else {
                throw DutyFailure(.valueMalformed, "Machine \(wanted.machine) is not enrolled.")
            }
            let issued = try authorise(
                wanted, customer: try account.name("customer", as: CustomerAccount.self), at: now)
            try PSDEnrolmentBook(transaction: transaction).add(issued, certificate: certificate)
            return issued
        }
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

    private func authorise(
        _ wanted: PSDEnrolment, customer: CustomerAccount, at now: Timestamp
    ) throws(DutyFailure) -> IssuedAuthorisation {
        let authorisation = Authorisation(
            psdKey: wanted.psdKey, psdPublicKey: wanted.publicKey, machine: wanted.machine, licence: wanted.licence,
            state: wanted.state, customer: customer, limits: wanted.limits, fundsKey: fundsSigner.publicKey,
            transactionsKey: transactionsKey, issuedAt: now)
        return IssuedAuthorisation(
            authorisation: authorisation, signature: try fundsSigner.sign(authorisation.signedForm))
    }
}
