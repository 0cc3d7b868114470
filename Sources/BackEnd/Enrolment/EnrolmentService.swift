import DutyModel
import FundsLedger
import Signing
import Storage

/// Takes customers, machines and devices into the books, and money into accounts.
///
/// Every call but a deposit may be repeated with the same content and then gives the same result; with other content
/// it throws `operation_conflict` and changes nothing.
public struct EnrolmentService: Sendable {
    let database: any SQLDatabase
    let authority: CertificateAuthority
    let fundsSigner: any FormSigner
    /// The keys with which the funds service signed so far.
    let fundsKeys: ServiceKeyLine
    /// The keys with which the transactions service signed so far.
    let transactionsKeys: ServiceKeyLine
    /// Whether the installation is a demonstration; nil where nothing has settled it.
    public let demonstration: Bool?
    let verifier: any FormVerifier
    let clock: any WallClock
    /// The term of the funds service.
    let epoch: UInt64
    let changes: PublishedChanges
    /// The newest key list: what was taken back stays so.
    let keyListShelf: KeyListShelf
    /// Rows of devices that were found to be what was authorised, by the hash of all that was compared.
    let authorisedRows = BoundedMemory<ContentHash, Bool>(maximum: authorisedRowsMaximum)
    /// Writes the acts that the database holds into their file; durable when it returns.
    let recordActs: @Sendable () async throws(DutyFailure) -> Void

    /// Opens a customer's account; `isDemonstration` marks money that is not real.
    public func openAccount(
        _ customer: CustomerAccount, name: String, isDemonstration: Bool
    ) async throws(DutyFailure) {
        let now = clock.now()
        try await database.write { (transaction) throws(DutyFailure) -> Void in
            let held = try transaction.row("SELECT name FROM customers WHERE customer = \(customer)")?.text("name")
            guard held == nil || held == name else {
                throw DutyFailure(
                    .operationConflict, "Account \(customer) is open already, under another name.",
                    remedy: "“dutymark backend accounts” lists the accounts and their names.")
            }
            let accounts = AccountsTakenUp(transaction: transaction)
            if try accounts.open(customer, name: name, isDemonstration: isDemonstration, at: now) {
                try ActBook(transaction: transaction).add(
                    .accountOpened(customer, name: name, isDemonstration: isDemonstration), at: now)
            }
        }
    }

    /// Pays money in under a challan number; throws `challan_used` where the number was used before, by whomever and
    /// in whichever capitals, `value_malformed` for a number that is none, and `account_unknown`.
    public func deposit(_ amount: Paise, challan: String, customer: CustomerAccount) async throws(DutyFailure) {
        try await database.write { (transaction) throws(DutyFailure) in
            try ChallanSpellings(transaction: transaction).requireUnused(challan)
            try requireCustomer(customer, in: transaction)
            let desk = desk(transaction)
            try desk.deposit(amount, challan: challan, customer: customer)
            try desk.books.act(.deposited(customer, amount, challan: challan))
        }
    }

    /// What the customer's account holds for refills.
    public func funds(of customer: CustomerAccount) async throws(DutyFailure) -> Paise {
        try await database.read { (transaction) throws(DutyFailure) in
            try SQLFundsBooks(transaction).balance(.customerFunds, of: customer)
        }
    }

    /// Does at the desk what an operator does, in one transaction; durable when this returns.
    package func atDesk<Value: Sendable>(
        _ work: @escaping @Sendable (FundsDesk<SQLFundsBooks>) throws(DutyFailure) -> Value
    ) async throws(DutyFailure) -> Value {
        try await database.write { (transaction) throws(DutyFailure) in try work(desk(transaction)) }
    }

    /// The judgement of the funds service over this transaction.
    func desk(_ transaction: any SQLTransaction) -> FundsDesk<SQLFundsBooks> {
        let now = clock.now()
        return FundsDesk(
            books: SQLFundsBooks(transaction, decidedAt: now), signer: fundsSigner, verifier: verifier, epoch: epoch,
            now: now)
    }

    func requireCustomer(_ customer: CustomerAccount, in transaction: any SQLTransaction) throws(DutyFailure) {
        guard try transaction.row("SELECT customer FROM customers WHERE customer = \(customer)") != nil else {
            throw DutyFailure(
                .accountUnknown, "There is no account \(customer).",
                remedy: "“dutymark backend accounts” lists the accounts, “dutymark backend open-account” opens one.")
        }
    }
}
