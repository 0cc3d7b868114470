import DeviceSimulation
import DutyModel
import SecurityDevice
import Signing

@testable import Simulation

/// What a trial's device runs on: a sound disk and service, or ones with a planted bug, which a trial must find.
struct Equipment: Sendable {
    /// The storage that the device gets for a disk.
    var storage: @Sendable (SimulatedDisk) -> any JournalStorage = { SimulatedJournal(disk: $0) }
    /// The anchor that the device gets for a disk.
    var anchor: @Sendable (SimulatedDisk) -> any MonotonicAnchor = { SimulatedAnchor(disk: $0) }
    /// The keys that the device gets for a disk.
    var keyring: @Sendable (SimulatedDisk) -> any DeviceKeyring = { SimulatedKeyring(disk: $0) }
    /// Whether the service decides anew on each retry.
    var fundsForgetAnswers = false

    /// Everything works as promised.
    static let sound = Equipment()

    /// Acknowledges before the data is on the disk.
    static let acknowledgesBeforeSync = Equipment(storage: { UnsyncedJournal(inner: SimulatedJournal(disk: $0)) }
    )

    /// Writes a snapshot over the old journal instead of beside it.
    static let replacesInPlace = Equipment(storage: { OverwrittenJournal(inner: SimulatedJournal(disk: $0)) })

    /// Takes the torn end of a journal for part of it.
    static let keepsTornTail = Equipment(storage: { TornJournal(inner: SimulatedJournal(disk: $0)) })

    /// Cuts a whole frame at each opening, so that counters are used again; its anchor sees nothing.
    static let cutsTooMuch = Equipment(
        storage: { ShortenedJournal(inner: SimulatedJournal(disk: $0)) }, anchor: { _ in BlindAnchor() })

    /// Makes a new key that is not on the disk when its use begins.
    static let losesNewKeys = Equipment(keyring: { _ in ForgetfulKeyring() })

    /// Lets a drawing leave before it is on the disk that it has begun.
    static let losesBegunDrawings = Equipment(storage: {
        ForgetfulJournal(inner: SimulatedJournal(disk: $0), unsynced: PlantedBug.drawingNotDurable.unsyncedTags ?? [])
    })

    /// The service grants a retried refill a second time.
    static let grantsTwice = Equipment(fundsForgetAnswers: true)

    /// Opens the device on a disk.
    func open(disk: SimulatedDisk) throws(DutyFailure) -> SecurityDevice {
        try SecurityDevice.open(
            storage: storage(disk), anchor: anchor(disk), keyring: keyring(disk), verifier: TestVerifier(),
            limits: Self.limits)
    }

    /// Snapshots come often, so that a short life sees several.
    static let limits = DeviceLimits(unsentRecordsMaximum: 12, recordsKept: 4, compactionBytes: 4_096)
}

/// A planted bug: `sync` does nothing.
private struct UnsyncedJournal: JournalStorage {
    var inner: SimulatedJournal
    mutating func readAll() throws(StorageFault) -> [UInt8]? { try inner.readAll() }
    mutating func append(_ bytes: [UInt8]) throws(StorageFault) { try inner.append(bytes) }
    mutating func sync() throws(StorageFault) {}
    mutating func replace(with bytes: [UInt8]) throws(StorageFault) { try inner.replace(with: bytes) }
    mutating func truncate(to length: Int) throws(StorageFault) { try inner.truncate(to: length) }
    mutating func ensureRoom(_ bytes: Int) throws(StorageFault) {}
}

/// A planted bug: `replace` is not atomic.
private struct OverwrittenJournal: JournalStorage {
    var inner: SimulatedJournal
    mutating func readAll() throws(StorageFault) -> [UInt8]? { try inner.readAll() }
    mutating func append(_ bytes: [UInt8]) throws(StorageFault) { try inner.append(bytes) }
    mutating func sync() throws(StorageFault) { try inner.sync() }
    mutating func replace(with bytes: [UInt8]) throws(StorageFault) {
        guard try inner.readAll() != nil else { return try inner.replace(with: bytes) }
        try inner.truncate(to: 0)
        try inner.append(bytes)
        try inner.sync()
    }
    mutating func truncate(to length: Int) throws(StorageFault) { try inner.truncate(to: length) }
    mutating func ensureRoom(_ bytes: Int) throws(StorageFault) {}
}

/// A planted bug: what was never written is read as if it had been.
private struct TornJournal: JournalStorage {
    var inner: SimulatedJournal
    mutating func readAll() throws(StorageFault) -> [UInt8]? {
        guard let bytes = try inner.readAll() else { return nil }
        var padded = bytes
        while !padded.count.isMultiple(of: 512) { padded.append(0x5A) }
        return padded
    }
    mutating func append(_ bytes: [UInt8]) throws(StorageFault) { try inner.append(bytes) }
    mutating func sync() throws(StorageFault) { try inner.sync() }
    mutating func replace(with bytes: [UInt8]) throws(StorageFault) { try inner.replace(with: bytes) }
    mutating func truncate(to length: Int) throws(StorageFault) { try inner.truncate(to: length) }
    mutating func ensureRoom(_ bytes: Int) throws(StorageFault) {}
}

/// A planted bug: the last sector of a journal of several is dropped when it is read.
private struct ShortenedJournal: JournalStorage {
    var inner: SimulatedJournal
    mutating func readAll() throws(StorageFault) -> [UInt8]? {
        guard let bytes = try inner.readAll() else { return nil }
        let isEvent = bytes.count > 4_096 && bytes[bytes.count - 1] == 0xD1
        return isEvent ? Array(bytes.dropLast(512)) : bytes
    }
    mutating func append(_ bytes: [UInt8]) throws(StorageFault) { try inner.append(bytes) }
    mutating func sync() throws(StorageFault) { try inner.sync() }
    mutating func replace(with bytes: [UInt8]) throws(StorageFault) { try inner.replace(with: bytes) }
    mutating func truncate(to length: Int) throws(StorageFault) { try inner.truncate(to: length) }
    mutating func ensureRoom(_ bytes: Int) throws(StorageFault) {}
}

/// A planted bug: keys that are never written, save the first.
private struct ForgetfulKeyring: DeviceKeyring {
    func key(life: UInt8) throws(DutyFailure) -> (any FormSigner)? {
        life == 1 ? SimulatedKeyring.signer(life: life) : nil
    }
    func makeKey(life: UInt8) throws(DutyFailure) -> any FormSigner { SimulatedKeyring.signer(life: life) }
    func destroyKey(life: UInt8) throws(DutyFailure) {}
}
