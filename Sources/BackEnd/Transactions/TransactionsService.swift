import DutyModel
import FundsLedger
import Signing
import Storage

/// Takes usage records in and says, signed, how far they are durable.
public struct TransactionsService: Sendable {
    let database: any SQLDatabase
    let signer: any FormSigner
    let verifier: any FormVerifier
    let tokens: TokenChecker
    let clock: any WallClock

    /// Takes a batch and answers with a receipt; every record the receipt covers is durable by then.
    ///
    /// The same batch again gets a receipt again. A record that the device signed and the rules do not accept is kept
    /// raw, raises an alarm and blocks no other. Throws, with nothing taken: what tokens and standing refuse,
    /// `value_malformed` and `usage_gap` for a batch that is not one, `signature_bad` for a record that the device
    /// did not sign, and what the database throws.
    public func accept(_ batch: UsageBatch, from caller: MachineCaller) async throws(DutyFailure) -> UsageReceipt {
        try tokens.check(caller, speaksFor: batch.psdKey)
        let publicKey = try await database.read { (transaction) throws(DutyFailure) in
            let entry = try PSDBook(transaction: transaction).require(batch.psdKey, spokenForBy: caller.identity)
            try checkForm(batch, of: entry, in: transaction)
            return entry.publicKey
        }
        // Checked outside the writing transaction, which would otherwise wait for it.
        for record in batch.records { try requireSignatures(on: record, by: publicKey) }
        let durableThrough = try await database.write { (transaction) throws(DutyFailure) in
            let entry = try PSDBook(transaction: transaction).require(batch.psdKey, spokenForBy: caller.identity)
            try checkForm(batch, of: entry, in: transaction)
            return try UsageIntake(transaction: transaction, entry: entry, now: clock.now()).take(batch.records)
        }
        return try receipt(for: batch, durableThrough: durableThrough)
    }

    private func checkForm(
        _ batch: UsageBatch, of entry: PSDEntry, in transaction: any SQLTransaction
    ) throws(DutyFailure) {
        let held = try UsageBook(transaction: transaction).head(of: entry).point.counter
        try UsageRules.checkForm(batch, heldThrough: held, recordsMaximum: UsageBatch.recordsMaximum)
    }

    /// A record that the device did not sign takes no place among its records: a receipt would make the machine
    /// delete the true one, which then could never be booked.
    private func requireSignatures(
        on signed: SignedUsageRecord, by key: PublicKeyBytes
    ) throws(DutyFailure) {
        let stamp = signed.record.stamp
        try verifier.require(stamp.signature, over: stamp.record.signedForm, by: key, on: "stamp \(signed.counter)")
        try verifier.require(
            signed.signature, over: signed.record.signedForm, by: key, on: "usage record \(signed.counter)")
    }

    private func receipt(for batch: UsageBatch, durableThrough: UInt32) throws(DutyFailure) -> UsageReceipt {
        let time = clock.now()
        let form = UsageReceipt.signedForm(
            psdKey: batch.psdKey, durableThrough: durableThrough, batchHash: batch.hash, time: time)
        return UsageReceipt(
            psdKey: batch.psdKey, durableThrough: durableThrough, batchHash: batch.hash, time: time,
            signature: try signer.sign(form))
    }
}
