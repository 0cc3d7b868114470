import DutyModel
import Exchanges
import FundsLedger
import Signing
import Storage

extension SQLFundsBooks {
    package func usageHead(of device: DeviceAccount) throws(DutyFailure) -> UsageHead {
        try transaction.row("SELECT * FROM usage_heads WHERE \(rowsOf: device)").map {
            (row) throws(DutyFailure) in try UsageHead(row)
        } ?? UsageHead(point: device.start.usagePoint, controlTotal: device.start.ascending)
    }

    package func usagePoint(at counter: UInt32, of device: DeviceAccount) throws(DutyFailure) -> UsagePoint? {
        if counter == device.start.itemCount { return device.start.usagePoint }
        return try transaction.row(
            """
            SELECT ascending_paise, chain_hash, reported_paise FROM usage_records
            WHERE \(rowsOf: device) AND counter = \(counter)
            """
        ).map { (row) throws(DutyFailure) in
            UsagePoint(
                counter: counter, ascending: try row.amount("ascending_paise"),
                chainHead: try row.byteValue("chain_hash"), reportedDuty: try row.amount("reported_paise"))
        }
    }

    package func move(_ head: UsageHead, of device: DeviceAccount) throws(DutyFailure) {
        try transaction.execute(
            """
            INSERT INTO usage_heads (customer, psd_key, counter, ascending_paise, chain_head, reported_paise,
                control_total_paise)
            VALUES (\(device.customer), \(device.psdKey), \(head.point.counter), \(head.point.ascending),
                \(head.point.chainHead?.hex), \(head.point.reportedDuty), \(head.controlTotal))
            ON CONFLICT (customer, psd_key) DO UPDATE SET counter = excluded.counter,
                ascending_paise = excluded.ascending_paise, chain_head = excluded.chain_head,
                reported_paise = excluded.reported_paise, control_total_paise = excluded.control_total_paise
            """)
    }

    package func add(
        _ record: SignedUsageRecord, reportedDuty: Paise, of device: DeviceAccount, at time: Timestamp
    ) throws(DutyFailure) {
        let usage = record.record
        let stamp = usage.stamp.record
        try transaction.execute(
            """
            INSERT INTO usage_records (customer, psd_key, counter, value_paise, made_at, state, article,
                stamp_signature, ascending_paise, descending_paise, previous, signature, chain_hash, reported_paise,
                received_at)
            VALUES (\(device.customer), \(device.psdKey), \(stamp.counter), \(stamp.value), \(stamp.time),
                \(stamp.state.letters), \(stamp.article.text), \(usage.stamp.signature),
                \(usage.registers.ascending), \(usage.registers.descending), \(usage.previous), \(record.signature),
                \(record.chainHash), \(reportedDuty), \(time))
            """)
    }

    package func holds(_ record: SignedUsageRecord, of device: DeviceAccount) throws(DutyFailure) -> Bool {
        let hash = record.chainHash
        return try transaction.row(
            """
            SELECT counter FROM usage_records
            WHERE \(rowsOf: device) AND counter = \(record.counter) AND chain_hash = \(hash)
            UNION ALL SELECT counter FROM usage_set_aside
            WHERE \(rowsOf: device) AND counter = \(record.counter) AND chain_hash = \(hash)
            """) != nil
    }

    package func setAside(
        _ record: SignedUsageRecord, because reason: FailureCode, of device: DeviceAccount, at time: Timestamp
    ) throws(DutyFailure) {
        try transaction.execute(
            """
            INSERT INTO usage_set_aside (customer, psd_key, counter, chain_hash, reason, record, received_at)
            VALUES (\(device.customer), \(device.psdKey), \(record.counter), \(record.chainHash),
                \(reason.rawValue), \(StoredValue.encode(record)), \(time)) ON CONFLICT DO NOTHING
            """)
    }

    package func usageDuty(_ counter: UInt32, of device: DeviceAccount) throws(DutyFailure) -> UsageDuty? {
        try transaction.row(
            "SELECT value_paise, state, made_at FROM usage_records WHERE \(rowsOf: device) AND counter = \(counter)"
        ).map { (row) throws(DutyFailure) in
            UsageDuty(
                value: try row.amount("value_paise"), state: try StateCode(row.text("state")),
                time: try row.time("made_at"))
        }
    }
}

extension UsageHead {
    /// A head as a row of `usage_heads` holds it.
    init(_ row: SQLRow) throws(DutyFailure) {
        self.init(
            point: UsagePoint(
                counter: try row.count("counter"), ascending: try row.amount("ascending_paise"),
                chainHead: try row.ifAny("chain_head", row.byteValue), reportedDuty: try row.amount("reported_paise")),
            controlTotal: try row.amount("control_total_paise"))
    }
}
