import DutyModel
import Exchanges
import FundsLedger
import Signing
import Storage

/// Takes usage records in and says, signed, how far they are durable.
public struct TransactionsService: Sendable {
    /// The most declarations of spoiled prints of one device that wait for their usage records: far more than a machine makes
    /// between two uploads, and few enough to keep.
    public static let waitingSpoilsMaximum = 1_000

    let machineDesk: MachineDesk
    /// Signs receipts.
    let signer: any FormSigner

    /// Takes a batch and answers with a receipt; every record the receipt covers is durable by then.
    ///
    /// The same batch again gets a receipt again. A record that the device signed and the rules do not accept is kept
    /// raw, raises an alarm and blocks no other. Throws, with nothing taken: what tokens and standing refuse,
    /// `value_malformed` and `usage_gap` for a batch that is not one, `signature_bad` for a record that the device
    /// did not sign, and what the database throws.
    public func accept(_ batch: UsageBatch, from caller: MachineCaller) async throws(DutyFailure) -> UsageReceipt {
        try machineDesk.tokens.check(caller, speaksFor: batch.psdKey)
        let publicKey = try await machineDesk.database.read { (transaction) throws(DutyFailure) in
            let device = try PSDBook(transaction: transaction).require(batch.psdKey, spokenForBy: caller.identity)
            // The form is looked at before hundreds of signatures are.
            let held = try SQLFundsBooks(transaction).usageHead(of: device).point.counter
            try UsageRules.checkForm(batch, heldThrough: held, recordsMaximum: UsageBatch.recordsMaximum)
            return device.publicKey
        }
        // Checked outside the writing transaction, which would otherwise wait for it.
        for record in batch.records { try requireSignatures(on: record, by: publicKey) }
        let (durableThrough, standing, hadWaiting) = try await machineDesk.judge(for: batch.psdKey, from: caller) {
            (desk) throws(DutyFailure) in
            let device = try desk.require(batch.psdKey)
            let hadWaiting = try desk.books.waitingSpoils(of: device, atMost: 1) > 0
            return (try desk.accept(batch), try desk.books.device(batch.psdKey)?.newestStanding, hadWaiting)
        }
        // A declaration that waited for one of these records is published from now on.
        if hadWaiting { machineDesk.changes.announce() }
        return try receipt(for: batch, durableThrough: durableThrough, standing: standing?.named)
    }

    /// Takes a device's word that a print is spoiled; durable when this returns.
    ///
    /// One that comes before its usage record waits for it, and publishes nothing until then. Throws what tokens and
    /// standing refuse, `signature_bad`, `too_many_requests` where too many of the device wait already, and what
    /// `FundsDesk.declare` throws.
    public func declare(_ spoil: SpoilDeclaration, from caller: MachineCaller) async throws(DutyFailure) {
        try machineDesk.tokens.check(caller, speaksFor: spoil.psdKey)
        let publicKey = try await machineDesk.publicKey(of: spoil.psdKey, for: caller)
        try machineDesk.verifier.require(spoil, by: publicKey, on: "declaration")
        try await machineDesk.judge(for: spoil.psdKey, from: caller) { (desk) throws(DutyFailure) in
            try Self.requireRoom(for: spoil, at: desk)
            try desk.declare(spoil)
        }
        try await machineDesk.recordActs()
        machineDesk.changes.announce()
    }

    /// Throws `too_many_requests` where as many declarations of the device as may wait for their records already.
    ///
    /// Asked of a machine alone: a restore takes up every declaration that was taken before, whichever records the books
    /// have lost.
    private static func requireRoom(
        for spoil: SpoilDeclaration, at desk: FundsDesk<SQLFundsBooks>
    ) throws(DutyFailure) {
        let device = try desk.require(spoil.psdKey)
        guard try desk.books.spoil(spoil.counter, of: device) == nil,
            try desk.books.usageHead(of: device).point.counter < spoil.counter,
            try desk.books.waitingSpoils(of: device, atMost: waitingSpoilsMaximum) >= waitingSpoilsMaximum
        else { return }
        throw DutyFailure(
            .tooManyRequests,
            "\(waitingSpoilsMaximum) declarations of spoiled prints of \(device.psdKey) wait for their usage records.",
            remedy: "Upload the usage records; the machine then reports the other spoiled prints by itself.")
    }

    /// A record that the device did not sign takes no place among its records: a receipt would make the machine
    /// delete the true one, which then could never be booked.
    private func requireSignatures(on signed: SignedUsageRecord, by key: PublicKeyBytes) throws(DutyFailure) {
        let stamp = signed.record.stamp
        try machineDesk.verifier.require(
            stamp.signature, over: stamp.record.signedForm, by: key, on: "stamp \(signed.counter)")
        try machineDesk.verifier.require(
            signed.signature, over: signed.record.signedForm, by: key, on: "usage record \(signed.counter)")
    }

    private func receipt(
        for batch: UsageBatch, durableThrough: UInt32, standing: NamedStanding?
    ) throws(DutyFailure) -> UsageReceipt {
        try UsageReceipt(
            psdKey: batch.psdKey, durableThrough: durableThrough, batchHash: batch.hash,
            time: machineDesk.clock.now(), standing: standing
        ).signed(by: signer)
    }
}
