import DutyModel
import Exchanges
import FundsLedger
import Storage

extension SQLFundsBooks {
    package func statementHash(_ counter: UInt64, of device: DeviceAccount) throws(DutyFailure) -> ContentHash? {
        try transaction.row("SELECT hash FROM statements WHERE \(rowsOf: device) AND counter = \(counter)")?
            .byteValue("hash")
    }

    package func remember(
        _ hash: ContentHash, counter: UInt64, of device: DeviceAccount, at time: Timestamp
    ) throws(DutyFailure) {
        try transaction.execute(
            """
            INSERT INTO statements (customer, psd_key, counter, hash, seen_at)
            VALUES (\(device.customer), \(device.psdKey), \(counter), \(hash), \(time))
            """)
    }

    package func verdict(
        _ id: OperationID, nonce: Nonce, of device: DeviceAccount
    ) throws(DutyFailure) -> (content: ContentHash, verdict: AuditVerdict)? {
        let row = try transaction.row(
            """
            SELECT content_hash, verdict FROM audits
            WHERE \(rowsOf: device) AND audit_id = \(id) AND nonce = \(nonce)
            """)
        return try row.map { (row) throws(DutyFailure) in
            (try row.byteValue("content_hash"), try row.stored("verdict"))
        }
    }

    package func knowsAudit(_ id: OperationID, of device: DeviceAccount) throws(DutyFailure) -> Bool {
        try transaction.row("SELECT nonce FROM audits WHERE \(rowsOf: device) AND audit_id = \(id) LIMIT 1") != nil
    }

    package func store(
        _ verdict: AuditVerdict, content: ContentHash, of device: DeviceAccount, at time: Timestamp
    ) throws(DutyFailure) {
        try transaction.execute(
            """
            INSERT INTO audits (customer, psd_key, audit_id, nonce, content_hash, verdict, judged_at)
            VALUES (\(device.customer), \(device.psdKey), \(verdict.id), \(verdict.nonce), \(content),
                \(StoredValue.encode(verdict)), \(time))
            """)
    }
}
