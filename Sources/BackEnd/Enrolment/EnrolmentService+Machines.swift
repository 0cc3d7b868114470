import DutyModel
import FundsLedger
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
            try AccountsTakenUp(transaction: transaction).enrol(machine, customer, with: issued, at: now)
        }
        return issued
    }

    /// Revokes a machine's certificate, from the next request on; a second time changes nothing.
    ///
    /// Throws `certificate_unknown` for one that no machine here has, and `value_malformed` for the reason.
    public func revokeCertificate(_ hash: ContentHash, because reason: String) async throws(DutyFailure) {
        let (now, reason) = (clock.now(), try OperatorReason.checked(reason))
        try await database.write { (transaction) throws(DutyFailure) -> Void in
            let row = try transaction.row(
                "SELECT machine FROM machine_certificates WHERE certificate_hash = \(hash) LIMIT 1")
            guard row != nil else {
                throw DutyFailure(.certificateUnknown, "No machine has a certificate with the SHA-256 \(hash.hex).")
            }
            guard try AccountsTakenUp(transaction: transaction).withdraw(hash, at: now) > 0 else { return }
            try ActBook(transaction: transaction).add(.certificateWithdrawn(hash, reason: reason), at: now)
        }
    }

    /// Revokes a machine for good: its certificates, and the keys of the devices that are in it or may be. Returns those keys.
    ///
    /// Whoever has the machine has its disk. A life that is over has its key destroyed, or an operator said that it is gone.
    /// A second time it puts moment and reason right. Throws `machine_unknown`, `value_malformed` for the reason, and for a moment
    /// as `FundsDesk.revoke` does.
    public func revokeMachine(
        _ machine: MachineSerial, since: Timestamp?, because reason: String
    ) async throws(DutyFailure) -> [PSDKeyID] {
        let reason = try OperatorReason.checked(reason)
        return try await atDesk { (desk) throws(DutyFailure) in
            let transaction = desk.books.transaction
            guard try AccountsTakenUp(transaction: transaction).revoke(machine, at: desk.now) else {
                throw DutyFailure(.machineUnknown, "Machine \(machine) is not enrolled.")
            }
            try desk.books.act(.machineRevoked(machine, reason: reason))
            let rows = try transaction.rows(
                """
                SELECT psd_key, enrolled_at FROM psds WHERE machine = \(machine)
                AND (ended_at IS NULL OR revoked_since IS NOT NULL) ORDER BY psd_key
                """)
            var keys: [PSDKeyID] = []
            for row in rows {
                let key = try row.psdKey("psd_key")
                // A device that was licensed after the theft was never in honest hands.
                let licensed = try row.time("enrolled_at")
                try desk.revoke(key, since: since.map { max($0, licensed) }, because: reason)
                keys.append(key)
            }
            return keys
        }
    }
}
