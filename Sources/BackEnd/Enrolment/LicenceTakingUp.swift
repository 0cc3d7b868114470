import DutyModel
import Exchanges
import FundsLedger
import Signing
import Storage

/// Takes a device up again by the licence that it holds, where books and acts and the published list lost it.
///
/// What the service signed once it signed for good, unless it was taken back since: a licence that the published list shows
/// as out of use, one of an earlier life, and one whose device was replaced are refused. Whether anything else happened that
/// nobody can prove any more, an operator has to say: until then the device is blocked.
struct LicenceTakingUp {
    let enrolment: EnrolmentService
    let report: LicenceReport
    let identity: MachineIdentity
    private var terms: Authorisation { report.authorisation }
    private var key: PSDKeyID { report.psdKey }

    /// Throws `signature_bad`, `licence_foreign`, and `psd_not_permitted` for a licence of another device, machine or back end; asked before
    /// the transaction.
    func requireProof() throws(DutyFailure) {
        let (verifier, fundsKeys) = (enrolment.verifier, enrolment.fundsKeys)
        guard fundsKeys.holds(terms.fundsKey, at: terms.issuedAt),
            enrolment.transactionsKeys.holds(terms.transactionsKey, at: terms.issuedAt)
        else {
            throw DutyFailure(.psdNotPermitted, "The licence of \(key) was given by another back end.")
        }
        guard enrolment.isOwnKind(terms) else {
            throw DutyFailure(
                .licenceForeign, "The licence of \(key) is of the other kind, demonstration or not, than these books.")
        }
        try verifier.require(report.signature, over: terms.signedForm, by: terms.fundsKey, on: "licence")
        let question = report.question
        guard question.statement.psdKey == key, terms.machine == identity.machine else {
            throw DutyFailure(.psdNotPermitted, "The licence of \(key) is of another device or machine.")
        }
        try verifier.require(question, by: terms.psdPublicKey, on: "audit request")
        if let grant = report.firstGrant {
            // A grant names no time; nor does the key before give any out after it was followed.
            try verifier.require(grant.signature, over: grant.signedForm, by: fundsKeys, at: nil, on: "grant")
        }
        if let record = report.firstRecords.last {
            try verifier.require(
                record.signature, over: record.record.signedForm, by: terms.psdPublicKey,
                on: "usage record \(record.counter)")
        }
    }

    /// Throws `psd_retired` for a key that the list shows as out of use, or under another public key.
    func requireNotOut(_ listed: KeyListEntry?) throws(DutyFailure) {
        guard let listed else { return }
        guard listed.status == .valid, listed.lastCounter == nil, listed.publicKey == terms.psdPublicKey else {
            throw DutyFailure(.psdRetired, "The key list says that \(key) is out of use.")
        }
    }

    /// Takes the device up; nothing changes where it is in the books already.
    func run(certificate: [UInt8], in transaction: any SQLTransaction) throws(DutyFailure) {
        let enrolments = PSDEnrolmentBook(transaction: transaction)
        let customer = try PSDBook(transaction: transaction)
            .requireEnrolled(identity, orReadmittedAt: enrolment.clock.now())
        if let held = try enrolments.find(key) {
            guard held.issued.authorisation.psdPublicKey == terms.psdPublicKey else { throw otherDevice }
            return
        }
        guard terms.customer == customer else { throw otherDevice }
        if let permit = try enrolments.permit(key, customer: customer), permit.terms.publicKey != terms.psdPublicKey {
            throw otherDevice
        }
        try enrolments.requireLicensable(terms.psdPublicKey, as: key)
        let desk = enrolment.desk(transaction)
        try requireNewest(desk.books)
        let start = try self.start(desk)
        let issued = IssuedAuthorisation(authorisation: terms, signature: report.signature)
        let old = try enrolments.newest(of: identity.machine, customer: customer)
        try desk.books.add(enrolment.account(terms, start: start))
        try desk.books.license(issued, certificate: certificate, start: start)
        if let old { try desk.replace(old, by: key) }
        try desk.block(key)
        try desk.wantAudit(of: key)
        try desk.books.raise(
            .storyIncomplete, on: try desk.require(key),
            detail:
                "\(key), licence \(terms.licence), was taken up by the licence that it holds; nothing else of it is "
                + "in these books. Unlock it once you know that it was not blocked or taken out of use.", at: desk.now)
    }

    private var otherDevice: DutyFailure {
        DutyFailure(.psdNotPermitted, "\(key) is known with another key, machine or account.")
    }

    /// A later life of the device, or a device that came into the machine later, says that this one is over.
    private func requireNewest(_ books: SQLFundsBooks) throws(DutyFailure) {
        let row = try books.transaction.row(
            """
            SELECT psd_key FROM psds WHERE customer = \(terms.customer) AND machine = \(terms.machine)
            AND enrolled_at > \(terms.issuedAt) ORDER BY enrolled_at DESC LIMIT 1
            """)
        var later = try row?.psdKey("psd_key")
        var life = key.life
        while later == nil, life < .max {
            life += 1
            later = try books.device(PSDKeyID(serial: key.serial, life: life))?.psdKey
        }
        guard let later else { return }
        throw DutyFailure(.psdRetired, "\(later) came after \(key), so the licence of \(key) is over.")
    }

    /// Where the life began: by the books, where they hold the end of the one before, else by what the device proves.
    private func start(_ desk: FundsDesk<SQLFundsBooks>) throws(DutyFailure) -> LifeStart {
        guard key.life > 1 else { return .first }
        guard let before = try desk.books.lifeBefore(key) else {
            throw DutyFailure(.psdRetired, "The life before \(key) is not in these books.")
        }
        if let held = try desk.books.withdrawal(of: before) { return held.end }
        let end = try LifeBeginning.of(report, statementCounter: before.statementCounter)
        let head = try desk.books.usageHead(of: before).point
        guard end.itemCount >= head.counter, end.ascending >= head.ascending,
            end.appliedSequence >= before.start.appliedSequence
        else {
            throw DutyFailure(.registerMismatch, "\(key) begins before the end of the life before it in these books.")
        }
        try UnseenEnd(books: desk.books).add(end, of: before, nextLife: key, at: desk.now)
        return end
    }
}

extension EnrolmentService {
    /// Takes a device up that these books lost, by the licence that its machine brings; it is blocked until an operator
    /// unlocks it. A device that they know stays as it is. Durable when this returns.
    ///
    /// Throws `signature_bad`, `psd_not_permitted`, `key_licensed`, `psd_retired` for a licence that is over, `usage_gap`, `grants_missing`
    /// and `register_mismatch` where nothing proves where a later life began, `server_busy` before the key list is there,
    /// `certificate_foreign`, `machine_blocked` and `certificate_revoked`.
    public func takeUp(_ report: LicenceReport, from identity: MachineIdentity) async throws(DutyFailure) {
        let taking = LicenceTakingUp(enrolment: self, report: report, identity: identity)
        try taking.requireProof()
        try taking.requireNotOut(try keyListShelf.entry(of: report.psdKey))
        let certificate = try authority.issuePSDCertificate(report.psdKey, publicKey: report.authorisation.psdPublicKey)
        try await database.write { (transaction) throws(DutyFailure) in
            try taking.run(certificate: certificate.der, in: transaction)
        }
        try await recordActs()
        changes.announce()
    }

    /// The licence of a device with its certificate, as its machine keeps it; nil where the books don't know the device.
    public func configuration(of psdKey: PSDKeyID) async throws(DutyFailure) -> DeviceConfiguration? {
        try await database.read { (transaction) throws(DutyFailure) in
            try PSDEnrolmentBook(transaction: transaction).find(psdKey)?.configuration
        }
    }
}
