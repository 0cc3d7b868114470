import DutyModel
import Exchanges
import Signing

/// The security device of one machine: its state, its journal and its key.
///
/// Every call that changes anything decides, writes the event to the journal, makes it durable, applies it and
/// only then returns. A call that throws has changed nothing, save where the code is `journal_write_failed`:
/// what the disk holds is then unknown, and this value refuses everything until the journal is opened anew. And a
/// receipt that is refused for what it proves (`receipt_bad`) locks the device.
/// A device has one owner; two values over the same storage would break its journal.
public struct SecurityDevice: Sendable {
    var state: DeviceState
    var journal: Journal
    /// The key of this life; nil before the first and where it was destroyed.
    var signer: (any FormSigner)?
    let keyring: any DeviceKeyring
    let verifier: any FormVerifier
    let limits: DeviceLimits
    /// A standing that would lift a lock; it counts once an answer to the device's own question names it.
    var offeredStanding: DeviceStanding?
    /// Why this value refuses everything until it is opened anew.
    private(set) var halted: DutyFailure?
    /// Event bytes at which the next snapshot is due.
    private var compactionDue: Int

    /// Opens a device, or makes a new one in the phase *manufactured* where the storage is empty.
    ///
    /// - Parameters:
    ///   - keyring: Where the device's keys lie; the one of the life that the journal is in is used.
    ///   - newestKnownRecord: The newest record that the tablet holds, where it is at hand.
    /// - Throws: `journal_damaged`, `journal_rolled_back`, `anchor_missing`, `journal_write_failed`, `data_newer_version`,
    ///   `key_missing` where the key is not the one that the journal names, what the keyring throws. A device that has
    ///   stopped for good opens, so that it can be read; a withdrawn one opens without a key.
    public static func open(
        storage: any JournalStorage, anchor: any MonotonicAnchor, keyring: any DeviceKeyring,
        verifier: any FormVerifier, limits: DeviceLimits = DeviceLimits(),
        newestKnownRecord: SignedUsageRecord? = nil
    ) throws(DutyFailure) -> SecurityDevice {
        let (journal, frames) = try Journal.open(storage: storage, anchor: anchor)
        var device = SecurityDevice(
            state: try replay(frames ?? [], limits: limits), journal: journal, keyring: keyring, verifier: verifier,
            limits: limits, compactionDue: max(limits.compactionBytes, journal.snapshotBytes))
        device.signer = try device.ownKey()
        if device.state.fatalReason == nil { try device.settleJournal() }
        if let newestKnownRecord { try device.compare(withKnown: newestKnownRecord) }
        return device
    }

    /// As above, with a key that somebody else keeps.
    public static func open(
        storage: any JournalStorage, anchor: any MonotonicAnchor, signer: any FormSigner,
        verifier: any FormVerifier, limits: DeviceLimits = DeviceLimits(),
        newestKnownRecord: SignedUsageRecord? = nil
    ) throws(DutyFailure) -> SecurityDevice {
        try open(
            storage: storage, anchor: anchor, keyring: LentKey(signer: signer), verifier: verifier, limits: limits,
            newestKnownRecord: newestKnownRecord)
    }

    private init(
        state: DeviceState, journal: Journal, keyring: any DeviceKeyring, verifier: any FormVerifier,
        limits: DeviceLimits, compactionDue: Int
    ) {
        self.state = state
        self.journal = journal
        self.keyring = keyring
        self.verifier = verifier
        self.limits = limits
        self.compactionDue = compactionDue
    }

    /// The state that these frames add up to; one that breaks an invariant comes back stopped.
    static func replay(_ frames: [JournalFrame], limits: DeviceLimits) throws(DutyFailure) -> DeviceState {
        guard let first = frames.first else { return DeviceState() }
        var state = try DeviceState(encoded: first.payload)
        do {
            try state.checkInvariants()
        } catch {
            state.fatalReason = state.fatalReason ?? error.message
        }
        for frame in frames.dropFirst() {
            let event = try DeviceEvent(encoded: frame.payload)
            do {
                try state.apply(event, recordsKept: limits.recordsKept)
            } catch {
                state.fatalReason = state.fatalReason ?? error.message
            }
        }
        return state
    }

    /// Writes what was read into a file of its own.
    ///
    /// A sync that failed in an earlier process leaves pages that can be read, that count as clean, and that
    /// never reached the disk; only writing them again makes them durable. A journal that stopped for good is
    /// left as it is, for whoever looks into it.
    private mutating func settleJournal() throws(DutyFailure) {
        do {
            try takeSnapshot()
        } catch {
            guard error.code == .psdStoreFull, journal.lastNumber > 0 else { throw error }
        }
    }

    /// The key of the life that the journal is in; a device that works must have it.
    private func ownKey() throws(DutyFailure) -> (any FormSigner)? {
        guard let life = state.psdKey?.life, !state.keyDestroyed, state.phase != .destroyed else { return nil }
        let key = try keyring.key(life: life)
        if let key, key.publicKey == state.publicKey { return key }
        // A crash may come between the destruction of a withdrawn device's key and the journal's note of it.
        guard state.phase == .withdrawn else {
            throw DutyFailure(.keyMissing, "The key at hand is not the key of this security device.")
        }
        return nil
    }

    /// Signs with the key of this life; throws `key_missing` where there is none.
    func sign(_ form: CanonicalForm) throws(DutyFailure) -> SignatureBytes {
        guard let signer else { throw DutyFailure(.keyMissing, "The key of this life is destroyed.") }
        return try signer.sign(form)
    }

    /// Compares the journal with a record that somebody else kept. A record of this device that the journal
    /// does not know means that the journal was put back: the device stops for good.
    ///
    /// - Throws: `signature_bad` for a record that this device's key did not sign; `journal_rolled_back`.
    public mutating func compare(withKnown record: SignedUsageRecord) throws(DutyFailure) {
        guard let publicKey = state.publicKey, record.record.stamp.record.psdKey == state.psdKey else {
            throw DutyFailure(.signatureBad, "The record is not of this security device's key.")
        }
        try verifier.require(record.signature, over: record.record.signedForm, by: publicKey, on: "usage record")
        let held = state.usage.record(counter: record.counter)
        guard record.counter > state.itemCount || held.map({ $0 != record }) == true else { return }
        let failure = DutyFailure(
            .journalRolledBack, "Impression \(record.counter) was made, but the journal does not know it.")
        if state.fatalReason == nil { try commit(.stopped(reason: failure.message), reserve: 0) }
        throw failure
    }

    /// Writes an event, makes it durable, applies it.
    mutating func commit(_ event: DeviceEvent, reserve: Int) throws(DutyFailure) {
        try requireWorking()
        do {
            try journal.append(event.encoded, reserve: reserve)
        } catch {
            let failure = Journal.failure(for: error)
            if error != .noSpace { halted = failure }
            throw failure
        }
        do {
            try state.apply(event, recordsKept: limits.recordsKept)
        } catch {
            state.fatalReason = state.fatalReason ?? error.message
            throw error
        }
        compactWhenDue()
    }

    /// Replaces a journal that has grown long. What was asked for is durable by now, so a fault here does not
    /// take it back: without room the journal goes on growing, any other fault ends the use of this value.
    private mutating func compactWhenDue() {
        guard journal.eventBytes >= compactionDue else { return }
        do {
            try takeSnapshot()
        } catch {
            if error.code == .psdStoreFull { compactionDue = journal.eventBytes * 2 } else { halted = error }
        }
    }

    private mutating func takeSnapshot() throws(DutyFailure) {
        do {
            try journal.compact(into: state.encoded)
            compactionDue = max(limits.compactionBytes, journal.snapshotBytes)
        } catch {
            throw Journal.failure(for: error)
        }
    }

    /// SHA-256 of everything the device knows; two devices with the same are in the same state.
    public var stateHash: ContentHash { ContentHash(sha256: state.encoded) }

    /// Throws where this value may not be used any more; of what is asked for now nothing is done.
    func requireWorking() throws(DutyFailure) {
        if let halted { throw halted.knowing(.notDone) }
    }
}
