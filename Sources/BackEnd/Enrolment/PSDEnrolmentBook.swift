import DutyModel
import FundsLedger
import Storage

/// Devices as they are enrolled, within one transaction.
struct PSDEnrolmentBook {
    let transaction: any SQLTransaction

    /// The authorisation a device was enrolled with, or nil.
    func find(_ psdKey: PSDKeyID) throws(DutyFailure) -> IssuedAuthorisation? {
        guard let account = try transaction.row("SELECT customer FROM psd_accounts WHERE psd_key = \(psdKey)") else {
            return nil
        }
        let row = try transaction.row(
            "SELECT authorisation FROM psds WHERE customer = \(try account.text("customer")) AND psd_key = \(psdKey)")
        return try row.map { (row) throws(DutyFailure) in
            try StoredValue.decode(IssuedAuthorisation.self, from: row.bytes("authorisation"))
        }
    }

    /// Takes a device in; its first inspection period begins with the authorisation.
    func add(_ issued: IssuedAuthorisation, certificate: IssuedCertificate) throws(DutyFailure) {
        let terms = issued.authorisation
        let due = terms.issuedAt.advanced(byDays: terms.limits.inspectionLockDays)
        try transaction.execute(
            "INSERT INTO psd_accounts (psd_key, customer) VALUES (\(terms.psdKey), \(terms.customer))")
        try transaction.execute(
            """
            INSERT INTO psds (customer, psd_key, machine, public_key, licence, state, descending_maximum_paise,
                inspection_lock_days, standing, next_sequence, last_attempt, granted_paise, statement_counter,
                inspection_due_at, authorisation, certificate, enrolled_at)
            VALUES (\(terms.customer), \(terms.psdKey), \(terms.machine), \(terms.psdPublicKey), \(terms.licence),
                \(terms.state.letters), \(terms.limits.descendingMaximum), \(terms.limits.inspectionLockDays),
                \(PSDStanding.active.rawValue), 1, 0, 0, 0, \(due), \(try StoredValue.encode(issued)),
                \(certificate.der), \(terms.issuedAt))
            """)
    }
}
