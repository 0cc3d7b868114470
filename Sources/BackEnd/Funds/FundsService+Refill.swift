import DutyModel
import FundsLedger
import Signing
import Storage

extension FundsService {
    /// Decides a refill once and for ever, or gives the stored decision again, in a fresh envelope.
    ///
    /// A grant and a refusal are both signed and stored under the operation's id before this returns. Throws,
    /// with nothing decided: what tokens and standing refuse, `signature_bad`, `operation_conflict`,
    /// `sequence_not_next`, `psd_clone_suspected` for a statement that two devices must have made,
    /// `epoch_stale`, and what the database throws.
    public func refill(
        _ request: RefillRequest, from caller: MachineCaller
    ) async throws(DutyFailure) -> EnvelopedRefillAnswer {
        let psdKey = request.operation.psdKey
        guard request.statement.psdKey == psdKey else {
            throw DutyFailure(.valueMalformed, "The request and its statement name two devices.")
        }
        try await authenticate(
            caller, psdKey: psdKey, signature: request.signature, form: request.signedForm, subject: "refill request")
        let outcome = try await database.write { (transaction) throws(DutyFailure) in
            try ServiceEpoch.require(epoch, in: transaction)
            return try decide(request, from: caller.identity, in: transaction)
        }
        return try envelope(try outcome.get(), nonce: request.nonce)
    }

    /// The decision, within one transaction.
    ///
    /// A suspected clone is an answer and not a thrown error, because the lock it leaves has to be committed.
    private func decide(
        _ request: RefillRequest, from identity: MachineIdentity, in transaction: any SQLTransaction
    ) throws(DutyFailure) -> Result<RefillAnswer, DutyFailure> {
        let psdKey = request.operation.psdKey
        let psds = PSDBook(transaction: transaction)
        let refills = RefillBook(transaction: transaction)
        let now = clock.now()
        var entry = try psds.require(psdKey, spokenForBy: identity)
        let stored = try refills.find(request.operation.id, of: entry.customer)
        let ruling = try StatementBook(transaction: transaction).observe(
            request.statement, of: entry, exchangeIsKnown: stored?.operation == request.operation, at: now)
        guard ruling != .clone, ruling != .rollback else {
            return .failure(
                DutyFailure(.psdCloneSuspected, "The statement of \(psdKey) contradicts one that it made before."))
        }
        entry = try psds.require(psdKey, spokenForBy: identity)
        let facts = RefillFacts(
            standing: entry.standing, nextSequence: entry.nextSequence, lastAttempt: entry.lastAttempt,
            grantedControlTotal: entry.granted,
            customerFunds: try LedgerBook(transaction: transaction).balance(.customerFunds, of: entry.customer),
            descendingMaximum: entry.descendingMaximum)
        let refillRuling: RefillRuling
        do {
            refillRuling = try RefillRules.judge(request, stored: stored?.operation, facts: facts)
        } catch {
            // Nothing was decided, yet what the statement confirmed stays confirmed.
            return .failure(error)
        }
        switch refillRuling {
        case .storedAnswer:
            guard let stored else { throw DutyFailure(.internalError, "A stored refill is missing.") }
            return .success(stored)
        case .decide(let decision):
            let form = RefillAnswer.signedForm(operation: request.operation, decision: decision)
            let answer = RefillAnswer(
                operation: request.operation, decision: decision, signature: try signer.sign(form))
            try refills.store(answer, of: entry, at: now)
            return .success(answer)
        }
    }
}
