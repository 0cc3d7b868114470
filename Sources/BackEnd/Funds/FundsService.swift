import DutyModel
import Exchanges
import FundsLedger
import Signing
import Storage

/// Refills, audits and the end of devices. Every answer is given only after the transaction that decided it is durable.
///
/// What is decided, `FundsDesk` says; here it is checked who speaks, and each call has one transaction.
public struct FundsService: Sendable {
    let database: any SQLDatabase
    let signer: any FormSigner
    /// Keys with which the service signed what the books may lack.
    let earlierKeys: [PublicKeyBytes]
    let verifier: any FormVerifier
    let tokens: TokenChecker
    let clock: any WallClock
    /// The term this service was started in.
    let epoch: UInt64
    let changes: PublishedChanges
    let deviceRoots: DeviceRoots
    /// Writes the acts that the database holds into their file; durable when it returns.
    let recordActs: @Sendable () async throws(DutyFailure) -> Void
    /// Devices' public keys; a device key has the same one for ever.
    private let publicKeys = BoundedMemory<PSDKeyID, PublicKeyBytes>(maximum: 16_384)

    /// Decides a refill once and for ever, gives it up, or gives the stored decision again, in a fresh envelope.
    ///
    /// Throws, with nothing decided: what tokens and standing refuse, `signature_bad`, what `FundsDesk.refill`
    /// refuses, `epoch_stale`, and what the database throws.
    public func refill(
        _ request: RefillRequest, from caller: MachineCaller
    ) async throws(DutyFailure) -> EnvelopedRefillAnswer {
        try requireOneDevice(request.operation.psdKey, request.statement)
        let decided = try await answer(
            caller, speaksFor: request.operation.psdKey,
            signed: Signed(request, request.kind == .funds ? "refill request" : "cancellation")
        ) { desk throws(DutyFailure) in try Self.told(try desk.refill(request), desk) }
        return try envelope(decided, nonce: request.nonce)
    }

    /// Takes grants back that these books lost; each bears this service's own signature.
    ///
    /// Throws what tokens, standing and `FundsDesk.reimport` refuse.
    public func reimport(_ report: GrantReport, from caller: MachineCaller) async throws(DutyFailure) {
        try await answer(caller, speaksFor: report.psdKey, signed: nil) { desk throws(DutyFailure) in
            try desk.reimport(report)
        }
    }

    /// Judges an audit and answers with a signed verdict; throws what tokens, standing and `FundsDesk.audit` refuse.
    public func audit(_ request: AuditRequest, from caller: MachineCaller) async throws(DutyFailure) -> AuditVerdict {
        try await answer(
            caller, speaksFor: request.statement.psdKey,
            signed: Signed(request, "audit request")
        ) { desk throws(DutyFailure) in
            let verdict = try desk.audit(request)
            try deviceRoots.note(request, in: desk.books, at: desk.now)
            return verdict
        }
    }

    /// Orders a device to give up its funds; throws what tokens, standing and `FundsDesk.withdraw` refuse.
    public func withdraw(
        _ request: WithdrawalRequest, from caller: MachineCaller
    ) async throws(DutyFailure) -> WithdrawalOrder {
        let order = try await answer(
            caller, speaksFor: request.statement.psdKey,
            signed: Signed(request, "withdrawal request")
        ) { desk throws(DutyFailure) in try desk.withdraw(request) }
        try await recordActs()
        changes.announce()
        return order
    }

    /// Takes note that a device gave its funds up and destroys its key.
    ///
    /// Throws what tokens, standing and `FundsDesk.confirm` refuse.
    public func confirm(_ confirmation: WithdrawalConfirmation, from caller: MachineCaller) async throws(DutyFailure) {
        try await answer(
            caller, speaksFor: confirmation.statement.psdKey,
            signed: Signed(confirmation, "withdrawal confirmation")
        ) { desk throws(DutyFailure) in .success(try desk.confirm(confirmation)) }
    }

    /// What a device must have signed before it is listened to.
    struct Signed: Sendable {
        let signature: SignatureBytes
        let form: CanonicalForm
        let subject: String

        init(_ value: some SelfSigned, _ subject: String) {
            signature = value.signature
            form = value.signedForm
            self.subject = subject
        }
    }

    /// Runs one judgement in one transaction of its own, after who speaks was checked.
    ///
    /// Signatures are checked outside the writing transaction, which would otherwise wait for them; standing is asked
    /// inside it, so that it holds at the moment of the decision.
    private func answer<Answer: Sendable>(
        _ caller: MachineCaller, speaksFor psdKey: PSDKeyID, signed: Signed?,
        _ judge: @escaping @Sendable (FundsDesk<SQLFundsBooks>) throws(DutyFailure) -> Result<Answer, DutyFailure>
    ) async throws(DutyFailure) -> Answer {
        try tokens.check(caller, speaksFor: psdKey)
        if let signed {
            let publicKey = try await publicKey(of: psdKey, for: caller)
            try verifier.require(signed.signature, over: signed.form, by: publicKey, on: signed.subject)
        }
        let (outcome, isSuspectedOtherwise) = try await database.write { (transaction) throws(DutyFailure) in
            try ServiceEpoch.require(epoch, in: transaction)
            let now = clock.now()
            let books = SQLFundsBooks(transaction, decidedAt: now)
            let before = try PSDBook(books).require(psdKey, spokenForBy: caller.identity)
            let outcome = try judge(
                FundsDesk(
                    books: books, signer: signer, earlierKeys: earlierKeys, verifier: verifier, epoch: epoch,
                    now: now))
            return (outcome, try books.device(psdKey)?.suspicion != before.suspicion)
        }
        if isSuspectedOtherwise {
            changes.announce()
            try await recordActs()
        }
        return try outcome.get()
    }

    private func requireOneDevice(_ psdKey: PSDKeyID, _ statement: RegisterStatement) throws(DutyFailure) {
        guard statement.psdKey == psdKey else {
            throw DutyFailure(.valueMalformed, "The request and its statement name two devices.")
        }
    }

    private func publicKey(of psdKey: PSDKeyID, for caller: MachineCaller) async throws(DutyFailure) -> PublicKeyBytes {
        if let held = publicKeys.held(psdKey) { return held }
        let found = try await database.read { (transaction) throws(DutyFailure) in
            try PSDBook(transaction: transaction).require(psdKey, spokenForBy: caller.identity).publicKey
        }
        publicKeys.remember(found, of: psdKey)
        return found
    }

    /// A decision, and the standing that its envelope names: the newest in the transaction that decided.
    private struct ToldAnswer {
        let answer: RefillAnswer
        let standing: DeviceStanding?
    }

    private static func told(
        _ result: Result<RefillAnswer, DutyFailure>, _ desk: FundsDesk<SQLFundsBooks>
    ) throws(DutyFailure) -> Result<ToldAnswer, DutyFailure> {
        switch result {
        case .failure(let failure): return .failure(failure)
        case .success(let answer):
            let device = try desk.books.device(answer.operation.psdKey)
            return .success(ToldAnswer(answer: answer, standing: device?.newestStanding))
        }
    }

    private func envelope(_ decided: ToldAnswer, nonce: Nonce) throws(DutyFailure) -> EnvelopedRefillAnswer {
        try EnvelopedRefillAnswer(
            decided.answer, nonce: nonce, epoch: epoch, time: clock.now(), standing: decided.standing, signer: signer)
    }
}
