import DutyModel
import FundsLedger
import Signing
import Storage

/// Takes customers, machines and devices into the books, and money into accounts.
///
/// Every call may be repeated with the same content and then gives the same result; with other content it
/// throws `operation_conflict` and changes nothing.
public struct EnrolmentService: Sendable {
    let database: any SQLDatabase
    let authority: CertificateAuthority
    let fundsSigner: any FormSigner
    let transactionsKey: PublicKeyBytes
    let clock: any WallClock

    /// Opens a customer's account; `isDemonstration` marks money that is not real.
    public func openAccount(
        _ customer: CustomerAccount, name: String, isDemonstration: Bool
    ) async throws(DutyFailure) {
        let now = clock.now()
        try await database.write { (transaction) throws(DutyFailure) -> Void in
            try transaction.execute(
                """
                INSERT INTO customers (customer, name, demonstration, opened_at)
                VALUES (\(customer), \(name), \(Int64(isDemonstration ? 1 : 0)), \(now)) ON CONFLICT DO NOTHING
                """)
        }
    }

    /// Pays money in under a challan number, which is used once for a customer.
    public func deposit(
        _ amount: Paise, challan: String, customer: CustomerAccount
    ) async throws(DutyFailure) {
        guard (1...64).contains(challan.utf8.count) else {
            throw DutyFailure(.valueMalformed, "A challan number has 1 to 64 characters.")
        }
        let booking = try LedgerOperation.deposit(amount, challan: challan, customer: customer)
        let now = clock.now()
        try await database.write { (transaction) throws(DutyFailure) in
            try requireCustomer(customer, in: transaction)
            let ledger = LedgerBook(transaction: transaction)
            guard try !ledger.post(booking, at: now) else { return }
            guard try ledger.amount(of: booking.id, into: .customerFunds, customer: customer) == amount else {
                throw DutyFailure(.operationConflict, "Challan \(challan) was paid in with another amount.")
            }
        }
    }

    /// What the customer's account holds for refills.
    public func funds(of customer: CustomerAccount) async throws(DutyFailure) -> Paise {
        try await database.read { (transaction) throws(DutyFailure) in
            try LedgerBook(transaction: transaction).balance(.customerFunds, of: customer)
        }
    }

    func requireCustomer(
        _ customer: CustomerAccount, in transaction: any SQLTransaction
    ) throws(DutyFailure) {
        guard try transaction.row("SELECT customer FROM customers WHERE customer = \(customer)") != nil else {
            throw DutyFailure(.valueMalformed, "There is no account \(customer).")
        }
    }
}
