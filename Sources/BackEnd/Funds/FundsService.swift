import DutyModel
import FundsLedger
import Signing
import Storage

/// Refills and audits. Every answer is given only after the transaction that decided it is durable.
public struct FundsService: Sendable {
    let database: any SQLDatabase
    let signer: any FormSigner
    let verifier: any FormVerifier
    let tokens: TokenChecker
    let clock: any WallClock
    /// The term this service was started in.
    let epoch: UInt64

    /// The device of a request, after token, standing and the device's own signature were checked.
    ///
    /// Signatures are checked outside the writing transaction, which would otherwise wait for them; standing is
    /// therefore asked again inside it.
    func authenticate(
        _ caller: MachineCaller, psdKey: PSDKeyID, signature: SignatureBytes, form: CanonicalForm, subject: String
    ) async throws(DutyFailure) {
        try tokens.check(caller, speaksFor: psdKey)
        let entry = try await database.read { (transaction) throws(DutyFailure) in
            try PSDBook(transaction: transaction).require(psdKey, spokenForBy: caller.identity)
        }
        try verifier.require(signature, over: form, by: entry.publicKey, on: subject)
    }

    /// A fresh envelope around a stored answer.
    func envelope(_ answer: RefillAnswer, nonce: Nonce) throws(DutyFailure) -> EnvelopedRefillAnswer {
        let time = clock.now()
        let form = AnswerEnvelope.signedForm(answerHash: answer.hash, nonce: nonce, epoch: epoch, time: time)
        let envelope = AnswerEnvelope(
            answerHash: answer.hash, nonce: nonce, epoch: epoch, time: time, signature: try signer.sign(form))
        return EnvelopedRefillAnswer(answer: answer, envelope: envelope)
    }
}
