import DutyModel
import Exchanges
import FundsLedger
import Signing
import Storage

/// A stamp of a revoked key whose record the back end held before the key was in other hands.
public struct RecordedStamp: Hashable, Sendable {
    /// The machine that made it.
    public let machine: MachineSerial
    /// The licence under which it was made.
    public let licence: LicenceNumber
    /// When its record came.
    public let recordedAt: Timestamp
    /// What became of the key.
    package let revocation: KeyRevocation
    /// What became of the stamp; nil where nothing did.
    public let mark: StampMark?
}

/// Answers for stamps of revoked keys: the key proves nothing any more, but what the books held before stays proven.
public struct RecordedStamps: Sendable {
    let database: any SQLDatabase

    /// What is held of exactly this stamp, signature included; nil unless its key was revoked and its record came before.
    public func find(_ stamp: SignedStamp) async throws(DutyFailure) -> RecordedStamp? {
        let record = stamp.record
        return try await database.read { (transaction) throws(DutyFailure) in
            let books = SQLFundsBooks(transaction)
            guard let device = try books.device(record.psdKey), let revocation = device.revocation else { return nil }
            let row = try transaction.row(
                """
                SELECT received_at FROM usage_records WHERE \(rowsOf: device)
                AND counter = \(record.counter) AND stamp_signature = \(stamp.signature)
                AND value_paise = \(record.value) AND made_at = \(record.time) AND state = \(record.state.letters)
                AND article = \(record.article.text) AND received_at <= \(revocation.since)
                """)
            guard let recordedAt = try row?.time("received_at") else { return nil }
            return RecordedStamp(
                machine: device.machine, licence: device.licence, recordedAt: recordedAt, revocation: revocation,
                mark: try mark(on: record.counter, of: device, revoked: revocation, in: transaction))
        }
    }

    /// What was declared after the revocation anybody may have signed; it counts where an operator refunded it.
    private func mark(
        on counter: UInt32, of device: DeviceAccount, revoked revocation: KeyRevocation,
        in transaction: any SQLTransaction
    ) throws(DutyFailure) -> StampMark? {
        let row = try transaction.row(
            """
            SELECT s.received_at, r.decided_at FROM spoils AS s LEFT JOIN refunds AS r
                ON r.customer = s.customer AND r.psd_key = s.psd_key AND r.counter = s.counter
            WHERE s.customer = \(device.customer) AND s.psd_key = \(device.psdKey) AND s.counter = \(counter)
                AND (r.decided_at IS NOT NULL OR s.received_at <= \(revocation.since))
            """)
        return try row.map { (row) throws(DutyFailure) in try StampMark(row, of: device.psdKey, counter: counter) }
    }
}
