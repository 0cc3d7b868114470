import DutyModel
import FundsLedger
import Signing
import Storage

/// The desk at which machines ask for their devices: checks who speaks, and judges in one transaction of its own.
///
/// Every answer is given only after the transaction that decided it is durable.
struct MachineDesk: Sendable {
    let database: any SQLDatabase
    /// The funds service's key, which also signs how devices stand.
    let fundsSigner: any FormSigner
    /// Keys with which the funds service signed what the books may lack.
    var earlierKeys: [PublicKeyBytes] = []
    let verifier: any FormVerifier
    let tokens: TokenChecker
    let clock: any WallClock
    /// The term that the funds service was started in; nil where whatever term the books are in counts.
    let epoch: UInt64?
    let changes: PublishedChanges
    /// Writes the acts that the database holds into their file; durable when it returns.
    let recordActs: @Sendable () async throws(DutyFailure) -> Void

    /// Devices' public keys; a device key has the same one for ever.
    private let publicKeys = BoundedMemory<PSDKeyID, PublicKeyBytes>(maximum: 16_384)

    /// The public key of a device, for a machine that may speak for it; its signatures are checked outside the writing
    /// transaction, which would otherwise wait for them.
    func publicKey(of psdKey: PSDKeyID, for caller: MachineCaller) async throws(DutyFailure) -> PublicKeyBytes {
        if let held = publicKeys.held(psdKey) { return held }
        let found = try await database.read { (transaction) throws(DutyFailure) in
            try PSDBook(transaction: transaction).require(psdKey, spokenForBy: caller.identity).publicKey
        }
        publicKeys.remember(found, of: psdKey)
        return found
    }

    /// Runs one judgement in one transaction; standing is asked inside it, so that it holds at the moment of the decision.
    ///
    /// What the judgement returns is committed, what it throws is rolled back.
    func judge<Value: Sendable>(
        for psdKey: PSDKeyID, from caller: MachineCaller,
        _ work: @escaping @Sendable (FundsDesk<SQLFundsBooks>) throws(DutyFailure) -> Value
    ) async throws(DutyFailure) -> Value {
        let (value, isSuspectedOtherwise) = try await database.write { (transaction) throws(DutyFailure) in
            let term = try ServiceEpoch.held(in: transaction)
            guard epoch == nil || term == epoch else {
                throw DutyFailure(.epochStale, "This funds service has been replaced.")
            }
            let now = clock.now()
            let books = SQLFundsBooks(transaction, decidedAt: now)
            let before = try PSDBook(books).require(psdKey, spokenForBy: caller.identity)
            let value = try work(
                FundsDesk(
                    books: books, signer: fundsSigner, earlierKeys: earlierKeys, verifier: verifier,
                    epoch: term, now: now))
            return (value, try books.device(psdKey)?.suspicion != before.suspicion)
        }
        // What both devices printed is published as under examination.
        if isSuspectedOtherwise {
            changes.announce()
            try await recordActs()
        }
        return value
    }
}
