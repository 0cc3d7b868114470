import DutyModel
import Exchanges
import FundsLedger
import Signing
import Storage

/// Refills, audits and the end of devices. Every answer is given only after the transaction that decided it is durable.
///
/// What is decided, `FundsDesk` says; here it is checked who speaks, and each call has one transaction.
public struct FundsService: Sendable {
    let machineDesk: MachineDesk
    /// The term this service was started in.
    let epoch: UInt64
    let deviceRoots: DeviceRoots

    /// Decides a refill once and for ever, gives it up, or gives the stored decision again, in a fresh envelope.
    ///
    /// Throws, with nothing decided: what tokens and standing refuse, `signature_bad`, what `FundsDesk.refill`
    /// refuses, `epoch_stale`, and what the database throws.
    public func refill(
        _ request: RefillRequest, from caller: MachineCaller
    ) async throws(DutyFailure) -> EnvelopedRefillAnswer {
        let psdKey = request.operation.psdKey
        guard request.statement.psdKey == psdKey else {
            throw DutyFailure(.valueMalformed, "The request and its statement name two devices.")
        }
        let signed = Signed(request, request.kind == .funds ? "refill request" : "cancellation")
        let decided = try await answer(caller, speaksFor: psdKey, signed: signed) { desk throws(DutyFailure) in
            let result = try desk.refill(request)
            // The envelope names the newest standing in the transaction that decided.
            let standing = try desk.books.device(psdKey)?.newestStanding
            return result.map { (answer: $0, standing: standing) }
        }
        return try EnvelopedRefillAnswer(
            decided.answer, nonce: request.nonce, epoch: epoch, time: machineDesk.clock.now(),
            standing: decided.standing, signer: machineDesk.fundsSigner)
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
        let signed = Signed(request, "audit request")
        return try await answer(caller, speaksFor: request.statement.psdKey, signed: signed) {
            desk throws(DutyFailure) in
            let verdict = try desk.audit(request)
            try deviceRoots.note(request, in: desk.books, at: desk.now)
            return verdict
        }
    }

    /// Orders a device to give up its funds; throws what tokens, standing and `FundsDesk.withdraw` refuse.
    public func withdraw(
        _ request: WithdrawalRequest, from caller: MachineCaller
    ) async throws(DutyFailure) -> WithdrawalOrder {
        let signed = Signed(request, "withdrawal request")
        let order = try await answer(caller, speaksFor: request.statement.psdKey, signed: signed) {
            desk throws(DutyFailure) in try desk.withdraw(request)
        }
        try await machineDesk.recordActs()
        machineDesk.changes.announce()
        return order
    }

    /// Takes note that a device gave its funds up and destroys its key.
    ///
    /// Throws what tokens, standing and `FundsDesk.confirm` refuse.
    public func confirm(_ confirmation: WithdrawalConfirmation, from caller: MachineCaller) async throws(DutyFailure) {
        let signed = Signed(confirmation, "withdrawal confirmation")
        try await answer(caller, speaksFor: confirmation.statement.psdKey, signed: signed) {
            desk throws(DutyFailure) in .success(try desk.confirm(confirmation))
        }
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
    private func answer<Answer: Sendable>(
        _ caller: MachineCaller, speaksFor psdKey: PSDKeyID, signed: Signed?,
        _ judge: @escaping @Sendable (FundsDesk<SQLFundsBooks>) throws(DutyFailure) -> Result<Answer, DutyFailure>
    ) async throws(DutyFailure) -> Answer {
        try machineDesk.tokens.check(caller, speaksFor: psdKey)
        if let signed {
            let publicKey = try await machineDesk.publicKey(of: psdKey, for: caller)
            try machineDesk.verifier.require(signed.signature, over: signed.form, by: publicKey, on: signed.subject)
        }
        return try await machineDesk.judge(for: psdKey, from: caller, judge).get()
    }
}
