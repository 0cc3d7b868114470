import DutyModel
import Exchanges
import FundsLedger
import Signing
import Storage

/// Walks along a device's usage records, accepted and set aside, from the life's start to the head.
final class UsageWalk {
    let check: DeviceCheck
    /// Where the records stand that were walked so far.
    private var head: UsageHead
    /// What was reported so far; nil where records set aside leave it open.
    private var reported: Paise?

    init(check: DeviceCheck) {
        self.check = check
        let start = check.device.start
        head = UsageHead(point: start.usagePoint, controlTotal: start.ascending)
        reported = start.ascending
    }

    private var counter: UInt32 { head.point.counter }

    func walk() throws(DutyFailure) {
        try check.transaction.eachRow(check.checker) { last in
            """
            SELECT * FROM usage_records WHERE \(rowsOf: check.key, check.customer)
            AND counter > \(last.number("counter")) ORDER BY counter LIMIT \(BooksChecker.pageSize)
            """
        } visit: { (row) throws(DutyFailure) in
            try visit(row)
        }
        try checkHead()
        try findUnbooked()
    }

    private func visit(_ row: SQLRow) throws(DutyFailure) {
        let name = "\((try? row.integer("counter")) ?? 0)"
        check.tally.report.usageRecords += 1
        let read = check.tally.reading("usage_records", "\(check.key) \(name)", device: check.key) {
            () throws(DutyFailure) in
            (
                signed: try SignedUsageRecord(row, of: check.key),
                chainHash: try row.byteValue("chain_hash") as ContentHash,
                reported: try row.amount("reported_paise")
            )
        }
        guard let read else { return }
        let signed = read.signed
        try passSetAside(to: signed.counter)
        checkSignatures(signed, name)
        check.printed.add(signed.record.stamp.record.value)
        check.totals.printed[signed.record.stamp.record.state, default: CheckedSum()]
            .add(signed.record.stamp.record.value)
        let hash = signed.chainHash
        if hash != read.chainHash { find(.usageChain, name, "The chain hash is not that of the record.") }
        try checkFollows(signed, name)
        if let before = reported, (try? before.adding(signed.record.stamp.record.value)) != read.reported {
            find(
                .usageSum, name,
                "The duty reported up to it is \(read.reported.count) paise and should go on from \(before.count).")
        }
        reported = read.reported
        head.point.counter = signed.counter
        head.point.ascending = signed.record.registers.ascending
        head.point.chainHead = read.chainHash
    }

    private func checkSignatures(_ signed: SignedUsageRecord, _ name: String) {
        let stamp = signed.record.stamp
        let publicKey = check.device.publicKey
        guard check.isSigned(stamp.signature, over: stamp.record.signedForm, by: publicKey),
            check.isSigned(signed.signature, over: signed.record.signedForm, by: publicKey)
        else { return find(.usageSignature, name, "The device did not sign this record.") }
    }

    private func checkFollows(_ signed: SignedUsageRecord, _ name: String) throws(DutyFailure) {
        if let chainHead = head.point.chainHead, signed.record.previous != chainHead {
            find(.usageChain, name, "The record does not name the one before it.")
        }
        let value = signed.record.stamp.record.value
        let before = try? signed.record.registers.ascending.subtracting(value)
        // What was set aside is not relied on: the ascending register may have risen by more.
        let ascending = head.point.ascending
        let follows = before.map { head.point.chainHead == nil ? $0 >= ascending : $0 == ascending } ?? false
        if value <= .zero || !follows {
            find(.usageChain, name, "The ascending register does not go on from \(ascending.count) paise.")
        }
        guard let total = try? signed.record.registers.controlTotal else {
            return find(.usageChain, name, "The registers cannot be added up.")
        }
        guard total != head.controlTotal else { return }
        let grant = try check.transaction.row(
            """
            SELECT sequence FROM grants
            WHERE \(rowsOf: check.key, check.customer) AND control_total_after_paise = \(total)
            """)
        if grant == nil || total < head.controlTotal {
            find(.usageChain, name, "The registers add up to \(total.count) paise, to which no next grant led.")
        }
        head.controlTotal = total
    }

    /// Goes over the counters before this one: each must have been set aside.
    private func passSetAside(to next: UInt32) throws(DutyFailure) {
        guard next > counter else {
            find(.usageGapless, "\(next)", "Record \(next) lies before the life's start or stands twice.")
            return
        }
        guard next - counter > 1 else { return }
        for page in try check.setAside(after: counter, before: next) { pass(page) }
        guard next - counter > 1 else { return }
        find(.usageGapless, "\(counter + 1)", "Records \(counter + 1) to \(next - 1) are missing.")
    }

    private func pass(_ aside: SetAsideCounter) {
        if aside.counter != counter + 1 {
            find(.usageGapless, "\(counter + 1)", "Records \(counter + 1) to \(aside.counter - 1) are missing.")
        }
        head.point.counter = aside.counter
        head.point.chainHead = nil
        guard let before = reported, let value = aside.value else {
            reported = nil
            return
        }
        reported = (try? before.adding(max(.zero, value))) ?? before
    }

    private func checkHead() throws(DutyFailure) {
        let row = try check.transaction.row("SELECT * FROM usage_heads WHERE \(rowsOf: check.key, check.customer)")
        for aside in try check.setAside(after: counter, before: nil) { pass(aside) }
        guard let row else {
            guard counter != check.device.start.itemCount else { return }
            return check.find(.usageHead, "usage_heads", "The records end at \(counter) and there is no head.")
        }
        let read = check.tally.reading("usage_heads", "\(check.key)", device: check.key) { () throws(DutyFailure) in
            try UsageHead(row)
        }
        guard let held = read else { return }
        head.point.reportedDuty = reported ?? held.point.reportedDuty
        if held != head {
            check.find(
                .usageHead, "usage_heads",
                "The head stands at record \(held.point.counter); it is not what the records up to \(counter) come to.")
        }
    }

    private func findUnbooked() throws(DutyFailure) {
        let through = check.totals.usageThrough[check.key] ?? 0
        let row = try check.transaction.row(
            """
            SELECT counter FROM usage_records WHERE \(rowsOf: check.key, check.customer) AND counter > \(through)
            ORDER BY counter LIMIT 1
            """)
        guard let first = try? row?.integer("counter") else { return }
        find(.usageBooked, "\(first)", "The usage record was accepted and is in no booking.")
    }

    private func find(_ invariant: CheckInvariant, _ name: String, _ message: String) {
        check.find(invariant, "usage_records", name, message)
    }
}
