import DutyModel
import Foundation
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
            try AccountsTakenUp(transaction: transaction).enrol(
                machine, customer, certificate: issued.der, expiresAt: issued.expiresAt, at: now)
            try ActBook(transaction: transaction).add(
                .machineEnrolled(
                    machine, customer, certificate: Data(issued.der), expiresAt: issued.expiresAt), at: now)
        }
        return issued
    }

    /// Withdraws every certificate with this hash from the next request on.
    public func withdrawCertificate(_ hash: ContentHash) async throws(DutyFailure) {
        let now = clock.now()
        try await database.write { (transaction) throws(DutyFailure) -> Void in
            if try AccountsTakenUp(transaction: transaction).withdraw(hash, at: now) > 0 {
                try ActBook(transaction: transaction).add(.certificateWithdrawn(hash), at: now)
            }
        }
    }
}
