import DutyModel
import Storage

extension OperatorBook {
    /// The machines with their certificates, of which at most the newest hundred each.
    func machines() throws(DutyFailure) -> [MachineLine] {
        let rows = try transaction.rows("SELECT customer, machine, standing FROM machines ORDER BY machine LIMIT 10000")
        var lines: [MachineLine] = []
        for row in rows {
            let (machine, customer) = (
                try row.name("machine", as: MachineSerial.self), try row.name("customer", as: CustomerAccount.self)
            )
            lines.append(
                MachineLine(
                    machine: machine, customer: customer,
                    isRevoked: try row.text("standing") == MachineStanding.blocked.rawValue,
                    certificates: try certificates(of: machine, customer)))
        }
        return lines
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
                hash: try row.byteValue("certificate_hash", as: ContentHash.self),
                expiresAt: try row.time("expires_at"), revokedAt: try row.timeIfAny("revoked_at"))
        }
    }
}
