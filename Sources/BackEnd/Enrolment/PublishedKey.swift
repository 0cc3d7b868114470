import DutyModel
import Storage

/// One line of the published key list: whose stamps this key signs, and from when on.
public struct PublishedKey: Hashable, Sendable {
    /// The device key.
    public let psdKey: PSDKeyID
    /// Its public half.
    public let publicKey: PublicKeyBytes
    /// The machine that holds the device.
    public let machine: MachineSerial
    /// The licence under which it franks.
    public let licence: LicenceNumber
    /// The state of the licence.
    public let state: StateCode
    /// The moment of enrolment; no stamp of this key is older.
    public let from: Timestamp
    /// Whether the key may make stamps.
    public let status: Status

    /// What may be said of a key.
    public enum Status: String, Hashable, Sendable {
        /// Its stamps are good.
        case active
        /// Two devices may hold it, or an operator blocked it: its stamps need a look.
        case suspended
    }
}

extension EnrolmentService {
    /// The keys of all devices, by name.
    public func publishedKeys() async throws(DutyFailure) -> [PublishedKey] {
        try await database.read { (transaction) throws(DutyFailure) in
            try transaction.rows("SELECT * FROM psds ORDER BY psd_key").map { (row) throws(DutyFailure) in
                let entry = try PSDEntry(row)
                let isGood = entry.standing == .active || entry.standing == .auditFailed
                return PublishedKey(
                    psdKey: entry.psdKey, publicKey: entry.publicKey, machine: entry.machine, licence: entry.licence,
                    state: entry.state, from: entry.enrolledAt, status: isGood ? .active : .suspended)
            }
        }
    }
}
