import DutyModel
import FundsLedger
import Signing
import Storage

/// The usage records of devices within one transaction.
struct UsageBook {
    let transaction: any SQLTransaction

    /// Where the records of a device stand, and the control total of the last one.
    struct Head: Sendable {
        var point: UsagePoint
        var controlTotal: Paise
    }

    /// Where the records of a device stand.
    func head(of entry: PSDEntry) throws(DutyFailure) -> Head {
        let row = try transaction.row(
            "SELECT * FROM usage_heads WHERE customer = \(entry.customer) AND psd_key = \(entry.psdKey)")
        guard let row else { return Head(point: .start, controlTotal: .zero) }
        let chainHead: ContentHash? =
            try row.value("chain_head") == .null ? nil : try row.byteValue("chain_head", as: ContentHash.self)
        let point = UsagePoint(
            counter: try row.count("counter", as: UInt32.self), ascending: try row.amount("ascending_paise"),
            chainHead: chainHead, reportedDuty: try row.amount("reported_paise"))
        return Head(point: point, controlTotal: try row.amount("control_total_paise"))
    }

    /// Where the records stood at an accepted record, or nil where it is not held or was set aside.
    func point(at counter: UInt32, of entry: PSDEntry) throws(DutyFailure) -> UsagePoint? {
        if counter == 0 { return .start }
        let row = try transaction.row(
            """
            SELECT ascending_paise, chain_hash, reported_paise FROM usage_records WHERE customer = \(entry.customer)
            AND psd_key = \(entry.psdKey) AND counter = \(counter)
            """)
        guard let row else { return nil }
        return UsagePoint(
            counter: counter, ascending: try row.amount("ascending_paise"),
            chainHead: try row.byteValue("chain_hash", as: ContentHash.self),
            reportedDuty: try row.amount("reported_paise"))
    }

    /// Moves the head.
    func move(_ head: Head, of entry: PSDEntry) throws(DutyFailure) {
        try transaction.execute(
            """
            INSERT INTO usage_heads (customer, psd_key, counter, ascending_paise, chain_head, reported_paise,
                control_total_paise)
            VALUES (\(entry.customer), \(entry.psdKey), \(head.point.counter), \(head.point.ascending),
                \(head.point.chainHead?.hex), \(head.point.reportedDuty), \(head.controlTotal))
            ON CONFLICT (customer, psd_key) DO UPDATE SET counter = excluded.counter,
                ascending_paise = excluded.ascending_paise, chain_head = excluded.chain_head,
                reported_paise = excluded.reported_paise, control_total_paise = excluded.control_total_paise
            """)
    }

    /// Inserts an accepted record.
    func add(
        _ signed: SignedUsageRecord, reportedDuty: Paise, of entry: PSDEntry, at time: Timestamp
    ) throws(DutyFailure) {
        let usage = signed.record
        let stamp = usage.stamp.record
        try transaction.execute(
            """
            INSERT INTO usage_records (customer, psd_key, counter, value_paise, made_at, state, article,
                stamp_signature, ascending_paise, descending_paise, previous, signature, chain_hash, reported_paise,
                received_at)
            VALUES (\(entry.customer), \(entry.psdKey), \(stamp.counter), \(stamp.value), \(stamp.time),
                \(stamp.state.letters), \(stamp.article.text), \(usage.stamp.signature),
                \(usage.registers.ascending), \(usage.registers.descending), \(usage.previous), \(signed.signature),
                \(signed.chainHash), \(reportedDuty), \(time))
            """)
    }

    /// Whether exactly this record is held, accepted or set aside.
    func holds(_ signed: SignedUsageRecord, of entry: PSDEntry) throws(DutyFailure) -> Bool {
        let hash = signed.chainHash
        return try transaction.row(
            """
            SELECT counter FROM usage_records WHERE customer = \(entry.customer) AND psd_key = \(entry.psdKey)
            AND counter = \(signed.counter) AND chain_hash = \(hash)
            UNION ALL
            SELECT counter FROM usage_set_aside WHERE customer = \(entry.customer) AND psd_key = \(entry.psdKey)
            AND counter = \(signed.counter) AND chain_hash = \(hash)
            """) != nil
    }

    /// Keeps a record raw for an operator; the same one is kept once.
    func setAside(
        _ signed: SignedUsageRecord, because reason: FailureCode, of entry: PSDEntry, at time: Timestamp
    ) throws(DutyFailure) {
        try transaction.execute(
            """
            INSERT INTO usage_set_aside (customer, psd_key, counter, chain_hash, reason, record, received_at)
            VALUES (\(entry.customer), \(entry.psdKey), \(signed.counter), \(signed.chainHash),
                \(reason.rawValue), \(try StoredValue.encode(signed)), \(time)) ON CONFLICT DO NOTHING
            """)
        try PSDBook(transaction: transaction).raise(
            reason, on: entry, detail: "Usage record \(signed.counter) was set aside.", at: time)
    }
}
