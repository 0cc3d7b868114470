import DutyModel
import Storage

extension OperatorBook {
    /// The machines with their certificates, of which at most the newest hundred each.
    func machines() throws(DutyFailure) -> [MachineLine] {
        try transaction.rows("SELECT customer, machine, standing FROM machines ORDER BY machine LIMIT 10000").map {
            (row) throws(DutyFailure) in
            let machine: MachineSerial = try row.name("machine")
            let customer: CustomerAccount = try row.name("customer")
            return MachineLine(
                machine: machine, customer: customer,
                isRevoked: try row.text("standing") == MachineStanding.blocked.rawValue,
                certificates: try certificates(of: machine, customer))
        }
    }

    private func certificates(
        of machine: MachineSerial, _ customer: CustomerAccount
    ) throws(DutyFailure) -> [CertificateLine] {
        try transaction.rows(
            """
            SELECT certificate_hash, expires_at, revoked_at FROM machine_certificates
            WHERE customer = \(customer) AND machine = \(machine) ORDER BY expires_at DESC, certificate_hash LIMIT 100
            """
        ).map { (row) throws(DutyFailure) in
            CertificateLine(
                hash: try row.byteValue("certificate_hash"), expiresAt: try row.time("expires_at"),
                revokedAt: try row.ifAny("revoked_at", row.time))
        }
    }
}
