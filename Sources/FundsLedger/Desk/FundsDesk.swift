import DutyModel
import Exchanges
import Signing

/// The whole judgement of the funds and transactions services over the books of one transaction.
///
/// A value of this lives as long as one transaction: it reads no clock, draws no random number, and touches nothing
/// but the books. Its callers have checked before who speaks (the machine, its token) and that the device signed what
/// it is given; what it returns may leave only after the transaction is durable.
///
/// A call that throws has decided nothing, and the transaction is rolled back. A call that returns `.failure` refuses
/// too, yet what it wrote on the way (a lock, an alarm, a refill that the statement confirmed) is committed.
package struct FundsDesk<Books: FundsBooks> {
    /// The books of the transaction.
    package let books: Books
    let signer: any FormSigner
    /// Keys that it followed: what the service signed with them before stays its word.
    let earlierKeys: [PublicKeyBytes]
    let verifier: any FormVerifier
    let epoch: UInt64
    package let now: Timestamp

    package init(
        books: Books, signer: any FormSigner, earlierKeys: [PublicKeyBytes] = [], verifier: any FormVerifier,
        epoch: UInt64, now: Timestamp
    ) {
        self.books = books
        self.signer = signer
        self.earlierKeys = earlierKeys
        self.verifier = verifier
        self.epoch = epoch
        self.now = now
    }

    /// The device; throws `psd_unknown`.
    package func require(_ psdKey: PSDKeyID) throws(DutyFailure) -> DeviceAccount {
        guard let device = try books.device(psdKey) else {
            throw DutyFailure(.psdUnknown, "The device \(psdKey) is not enrolled.")
        }
        return device
    }

    /// Throws `signature_bad` for a decision that this service never signed.
    func requireOwn(_ answer: RefillAnswer) throws(DutyFailure) {
        let form = answer.signedForm
        guard !earlierKeys.contains(where: { verifier.isValid(answer.signature, over: form, by: $0) }) else { return }
        try verifier.require(answer.signature, over: form, by: signer.publicKey, on: "grant")
    }

    /// Judges a statement and takes note of it in `device`, which the caller writes back. Throws `psd_retired` for a device
    /// whose key was revoked: anybody may have signed it.
    ///
    /// A fresh statement confirms the refills that it shows to be applied. A clone or a rollback suspends the device;
    /// one that is only late, or made by a device that was put back and has not caught up, raises an alarm and tells
    /// nothing else. Throws `value_malformed` for a counter past what a database counts.
    func observe(
        _ statement: RegisterStatement, of device: inout DeviceAccount, exchangeIsKnown: Bool
    ) throws(DutyFailure) -> StatementRuling {
        guard device.revocation == nil else {
            throw DutyFailure(.psdRetired, "The key of \(device.psdKey) was revoked; nothing that it signs counts.")
        }
        guard Int64(exactly: statement.statementCounter) != nil else {
            throw DutyFailure(.valueMalformed, "A statement counter of \(statement.statementCounter) cannot be kept.")
        }
        let hash = statement.contentHash
        let facts = StatementFacts(
            highestCounter: device.statementCounter, last: device.lastStatement,
            seenHash: try books.statementHash(statement.statementCounter, of: device),
            chainAtItem: try books.usagePoint(at: statement.itemCount, of: device)?.chainHead,
            exchangeIsKnown: exchangeIsKnown)
        let ruling = StatementRules.judge(statement, hash: hash, facts: facts)
        if [.overtaken, .fresh, .late].contains(ruling) {
            try books.remember(hash, counter: statement.statementCounter, of: device, at: now)
        }
        switch ruling {
        case .seen, .overtaken: break
        case .fresh:
            device.statementCounter = statement.statementCounter
            device.lastStatement = statement
            try confirmGrants(shownBy: statement, of: device)
        case .late:
            try books.raise(
                .nonceStale, on: device,
                detail: "Statement \(statement.statementCounter) of \(device.psdKey) is older than one seen before.",
                at: now)
        case .clone, .rollback:
            let what = ruling == .clone ? "was seen with other content" : "shows registers that went back"
            try suspend(
                &device,
                from: Self.forkedCounter(statement, since: device.lastStatement, chainOnBook: facts.chainAtItem),
                "Statement \(statement.statementCounter) of \(device.psdKey) \(what).")
        }
        return ruling
    }

    /// Locks a device of which there seem to be two, and raises the alarm. The end of a life stays; a block does not,
    /// since whoever lifted it would lift the suspicion unseen. What either printed from `counter` on is to be looked at.
    func suspend(_ device: inout DeviceAccount, from counter: UInt32, _ detail: String) throws(DutyFailure) {
        if !device.standing.isSettled || device.standing == .blocked { device.standing = .cloneSuspected }
        device.suspicion = DeviceSuspicion(
            since: device.suspicion?.since ?? now,
            fromCounter: min(device.suspicion?.fromCounter ?? .max, max(counter, device.start.itemCount + 1)))
        try books.raise(.psdCloneSuspected, on: device, detail: detail, at: now)
    }

    /// The lowest item number that two devices may have printed, by a statement that contradicts the books. Records that
    /// come later may show a lower one.
    private static func forkedCounter(
        _ statement: RegisterStatement, since last: RegisterStatement?, chainOnBook: ContentHash?
    ) -> UInt32 {
        if let chainOnBook, chainOnBook != statement.chainHead { return statement.itemCount }
        guard let last, statement.itemCount != last.itemCount || statement.chainHead == last.chainHead else {
            return statement.itemCount
        }
        // Nothing contradicts the shorter history, so the item after it is the first of which there may be two.
        return min(statement.itemCount, last.itemCount, .max - 1) + 1
    }

    private func confirmGrants(shownBy statement: RegisterStatement, of device: DeviceAccount) throws(DutyFailure) {
        // A device that names another grant than the books hold confirms nothing; the audit will say so.
        guard let applied = try books.grant(statement.appliedSequence, of: device),
            applied.answerHash == statement.lastGrant
        else { return }
        if applied.end == nil { try confirmGrants(through: applied.sequence, of: device) }
    }

    /// Moves every grant up to this sequence that is still in transit to the device.
    func confirmGrants(through sequence: UInt64, of device: DeviceAccount) throws(DutyFailure) {
        for grant in try books.grantsInTransit(through: sequence, of: device) {
            try post(try .confirmation(of: grant, psdKey: device.psdKey, customer: device.customer))
            try books.settle(grant, as: .delivered, of: device, at: now)
        }
    }

    /// Books what cannot have been booked before; throws `ledger_broken` where it was.
    func post(_ operation: LedgerOperation) throws(DutyFailure) {
        guard try books.post(operation, at: now) else {
            throw DutyFailure(.ledgerBroken, "\(operation.id) is booked already.")
        }
    }
}
