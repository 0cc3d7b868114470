import DutyModel
import Exchanges
import FundsLedger
import Signing
import Storage

/// A counter whose record was set aside.
struct SetAsideCounter {
    let counter: UInt32
    /// The duty it claims; nil where it cannot be told which of several came first.
    let value: Paise?
}

extension SignedUsageRecord {
    /// A record as its row holds it.
    init(_ row: SQLRow, of key: PSDKeyID) throws(DutyFailure) {
        let stamp = StampRecord(
            psdKey: key, counter: try row.count("counter"), value: try row.amount("value_paise"),
            time: try row.time("made_at"), state: try StateCode(row.text("state")),
            article: try Article(row.text("article")))
        let signed = SignedStamp(record: stamp, signature: try row.byteValue("stamp_signature"))
        let registers = Registers(
            ascending: try row.amount("ascending_paise"), descending: try row.amount("descending_paise"))
        self.init(
            record: UsageRecord(stamp: signed, registers: registers, previous: try row.byteValue("previous")),
            signature: try row.byteValue("signature"))
    }
}

extension DeviceCheck {
    /// The counters between two accepted records whose records were set aside, in order; `before` nil for no end.
    func setAside(after first: UInt32, before end: UInt32?) throws(DutyFailure) -> [SetAsideCounter] {
        var counters: [SetAsideCounter] = []
        let rows = try transaction.rows(
            """
            SELECT counter, MIN(received_at) AS first_at, COUNT(*) AS n FROM usage_set_aside
            WHERE \(rowsOf: key, customer) AND counter > \(first) AND counter < \(Int64(end ?? .max))
            GROUP BY counter ORDER BY counter LIMIT 100000
            """)
        for row in rows {
            let counter: UInt32 = try row.count("counter")
            let earliest = try transaction.rows(
                """
                SELECT record FROM usage_set_aside WHERE \(rowsOf: key, customer) AND counter = \(counter)
                AND received_at = \(try row.integer("first_at")) LIMIT 2
                """)
            let records: [SignedUsageRecord] = earliest.compactMap { try? $0.stored("record") }
            let value = records.count == 1 ? records.first?.record.stamp.record.value : nil
            counters.append(SetAsideCounter(counter: counter, value: value))
        }
        return counters
    }

    /// Every record set aside is the device's own word: both signatures are good.
    func checkSetAside() throws(DutyFailure) {
        try transaction.eachRow(checker) { last in
            """
            SELECT counter, chain_hash, record FROM usage_set_aside WHERE \(rowsOf: key, customer)
            AND (counter, chain_hash) > (\(last.number("counter")), \(last.text("chain_hash")))
            ORDER BY counter, chain_hash LIMIT \(BooksChecker.pageSize)
            """
        } visit: { (row) throws(DutyFailure) in
            let name = "\((try? row.integer("counter")) ?? 0)"
            tally.report.usageRecords += 1
            if let signed: SignedUsageRecord = stored("record", in: row, "usage_set_aside", name) {
                check(signed, row, name)
            }
        }
    }

    private func check(_ signed: SignedUsageRecord, _ row: SQLRow, _ name: String) {
        let stamp = signed.record.stamp
        let fits =
            stamp.record.psdKey == key && String(signed.counter) == name
            && signed.chainHash.hex == (try? row.text("chain_hash"))
        guard fits, isSigned(stamp.signature, over: stamp.record.signedForm, by: device.publicKey),
            isSigned(signed.signature, over: signed.record.signedForm, by: device.publicKey)
        else {
            return find(.usageSignature, "usage_set_aside", name, "The device did not sign this record.")
        }
    }
}
