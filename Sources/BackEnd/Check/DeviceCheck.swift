import Crypto
import DutyModel
import Exchanges
import FundsLedger
import Signing
import Storage
import X509

/// Checks one device's part of a customer's books within the transaction of the customer's check.
final class DeviceCheck {
    let books: CustomerCheck
    let device: CheckedDevice
    let totals: LedgerTotals
    /// The keys with which the funds service signed what this device was given; nil where nothing says.
    var fundsKeys: ServiceKeyLine?
    /// Grants that were delivered, that are in transit, and all of them with what the life began with.
    var delivered = CheckedSum()
    var inTransit = CheckedSum()
    var granted = CheckedSum()
    /// The last grant that the device applied by its request to be withdrawn: it gave up what came after it.
    var givenUpAfter: UInt64?
    /// Whether the newest statement was judged good.
    var newestStatementWasGood = false
    /// Duty of the accepted records.
    var printed = CheckedSum()

    init(books: CustomerCheck, device: CheckedDevice, totals: LedgerTotals) {
        self.books = books
        self.device = device
        self.totals = totals
    }

    var transaction: any SQLTransaction { books.transaction }
    var checker: BooksChecker { books.checker }
    var tally: CheckTally { books.tally }
    var key: PSDKeyID { device.psdKey }
    var customer: CustomerAccount { device.customer }

    func run() throws(DutyFailure) {
        try checkAuthorisation()
        checkCertificate()
        try checkFinalRequest()
        try checkGrants()
        try checkRefills()
        try checkAudits()
        try checkStatements()
        try UsageWalk(check: self).walk()
        try checkSetAside()
        try checkStandings()
        try checkStart()
        try checkWithdrawal()
        try checkSpoils()
        try checkRefunds()
        checkMoney()
    }

    /// A finding on a row of the device that has a name of its own.
    func find(_ invariant: CheckInvariant, _ table: String, _ row: String, _ message: String) {
        tally.find(invariant, table, "\(key) \(row)", device: key, message)
    }

    /// A finding on the device's only row of a table.
    func find(_ invariant: CheckInvariant, _ table: String, _ message: String) {
        tally.find(invariant, table, "\(key)", device: key, message)
    }

    /// Reads a stored value of one of the device's rows; one that cannot be read is found, and nil comes back.
    func stored<Value: Described & Decodable>(
        _ column: String, in row: SQLRow, _ table: String, _ name: String? = nil
    ) -> Value? {
        tally.reading(table, name.map { "\(key) \($0)" } ?? "\(key)", device: key) { () throws(DutyFailure) in
            try row.stored(column)
        }
    }

    func isSigned(_ signature: SignatureBytes, over form: CanonicalForm, by signer: PublicKeyBytes) -> Bool {
        tally.report.signatures += 1
        return checker.verifier.isValid(signature, over: form, by: signer)
    }

    /// Whether the funds service signed this, with the key that it had then; also where nothing says which that is.
    func isOwn(_ signature: SignatureBytes, over form: CanonicalForm, at time: Timestamp?) -> Bool {
        guard let fundsKeys else { return true }
        return fundsKeys.keys(at: time).contains { isSigned(signature, over: form, by: $0) }
    }

    private func checkAuthorisation() throws(DutyFailure) {
        fundsKeys = checker.fundsKeys
        let read = tally.reading("psds", "\(key) authorisation", device: key) { () throws(DutyFailure) in
            try StoredValue.decode(IssuedAuthorisation.self, from: device.authorisation)
        }
        guard let issued = read else { return }
        let terms = issued.authorisation
        let known: ServiceKeyLine
        if let fundsKeys {
            known = fundsKeys
        } else {
            known = ServiceKeyLine(terms.fundsKey, alsoNamed: try FundsKeyBook(transaction: transaction).keys())
        }
        fundsKeys = known
        if !known.holds(terms.fundsKey, at: terms.issuedAt)
            || !isSigned(issued.signature, over: terms.signedForm, by: terms.fundsKey)
        {
            find(.authorisation, "psds", "The authorisation was not signed by the funds service.")
        }
        if let mark = terms.demonstration, mark != (try BooksKind.isDemonstration(in: transaction) ?? mark) {
            find(
                .authorisation, "psds",
                "The authorisation is of the other kind, demonstration or not, than the books.")
        }
        guard terms.psdKey == key, terms.psdPublicKey == device.publicKey, terms.machine.text == device.machine,
            terms.licence.text == device.licence, terms.state == device.state, terms.customer == customer,
            terms.limits.descendingMaximum == device.descendingMaximum,
            terms.limits.inspectionLockDays == device.inspectionLockDays
        else { return find(.authorisation, "psds", "The row is not what the device was authorised for.") }
    }

    private func checkCertificate() {
        guard let certificate = try? Certificate(derEncoded: device.certificate) else {
            return find(.certificate, "psds", "The device's certificate cannot be read.")
        }
        let named = Curve25519.Signing.PublicKey(certificate.publicKey)?.rawRepresentation
        guard let named, named.elementsEqual(device.publicKey.bytes) else {
            return find(.certificate, "psds", "The device's certificate is for another key.")
        }
    }

    /// What the accounts of the device hold against what its grants and records say.
    private func checkMoney() {
        let transit = LedgerAccount.inTransit(key).name
        let transitHeld = totals.accounts[transit] ?? CheckedSum()
        if inTransit.amount == nil || transitHeld != inTransit {
            find(
                .inTransit, "ledger_balances", transit,
                "In transit is \(transitHeld.words); the grants that have not ended are \(inTransit.words).")
        }
        var value = delivered
        if let printed = printed.amount { value.remove(printed) }
        if let uncovered = totals.uncovered[key]?.amount { value.add(uncovered) }
        if let given = totals.givenBack[key]?.amount { value.remove(given) }
        let account = LedgerAccount.psdValue(key).name
        let held = totals.accounts[account] ?? CheckedSum()
        guard let amount = value.amount, amount >= .zero, held == value else {
            return find(
                .psdValue, "ledger_balances", account,
                "The device holds \(held.words) in the books; delivered less printed and given back is \(value.words).")
        }
    }
}
