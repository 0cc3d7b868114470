import DutyModel
import Exchanges
import FundsLedger
import Storage

extension OperatorBook {
    /// The devices under suspicion with what either printed since: one of them, or all.
    func suspects(_ psdKey: PSDKeyID?) throws(DutyFailure) -> [SuspectLine] {
        let rows = try transaction.rows(
            "SELECT psd_key FROM psds WHERE suspected_at IS NOT NULL ORDER BY suspected_at, psd_key LIMIT 10000")
        var lines: [SuspectLine] = []
        for row in rows {
            let key = try row.psdKey("psd_key")
            guard psdKey == nil || psdKey == key, let device = try SQLFundsBooks(transaction).device(key),
                let suspicion = device.suspicion
            else { continue }
            lines.append(
                SuspectLine(
                    psdKey: key, customer: device.customer, machine: device.machine,
                    standing: device.standing.rawValue, since: suspicion.since, fromItem: suspicion.fromCounter,
                    records: try records(of: device, from: suspicion.fromCounter)))
        }
        return lines
    }

    private func records(of device: DeviceAccount, from counter: UInt32) throws(DutyFailure) -> [SuspectRecord] {
        let booked = try transaction.rows(
            """
            SELECT counter, value_paise, article, made_at, received_at FROM usage_records
            WHERE \(rowsOf: device) AND counter >= \(counter) ORDER BY counter LIMIT 10000
            """
        ).map { (row) throws(DutyFailure) in
            SuspectRecord(
                counter: try row.count("counter"), value: try row.amount("value_paise"),
                article: try Article(row.text("article")), madeAt: try row.time("made_at"),
                receivedAt: try row.time("received_at"), setAside: nil, isDouble: false)
        }
        let aside = try transaction.rows(
            """
            SELECT record, reason, received_at FROM usage_set_aside
            WHERE \(rowsOf: device) AND counter >= \(counter)
            ORDER BY counter, received_at, chain_hash LIMIT 10000
            """
        ).map { (row) throws(DutyFailure) in
            let signed: SignedUsageRecord = try row.stored("record")
            let stamp = signed.record.stamp.record
            return SuspectRecord(
                counter: stamp.counter, value: stamp.value, article: stamp.article, madeAt: stamp.time,
                receivedAt: try row.time("received_at"), setAside: try row.text("reason"), isDouble: false)
        }
        var held: [UInt32: Int] = [:]
        for record in booked + aside { held[record.counter, default: 0] += 1 }
        return (booked + aside).sorted { ($0.counter, $0.receivedAt) < ($1.counter, $1.receivedAt) }.map { record in
            SuspectRecord(
                counter: record.counter, value: record.value, article: record.article, madeAt: record.madeAt,
                receivedAt: record.receivedAt, setAside: record.setAside, isDouble: held[record.counter, default: 0] > 1
            )
        }
    }
}
