import DutyModel
import FundsLedger
import Signing
import Storage

/// Takes the records of one batch, each signed by the device, into the books, within one transaction.
///
/// A record's registers are signed, so they prove which refills the device had applied: those are confirmed
/// first. That is why usage may arrive before any statement did, and why the money a device holds in the books
/// never falls below zero: it is at least the descending register of the last accepted record.
struct UsageIntake {
    let transaction: any SQLTransaction
    let entry: PSDEntry
    let now: Timestamp

    /// Takes the records and returns the counter up to which all are durable once the transaction is.
    func take(_ records: [SignedUsageRecord]) throws(DutyFailure) -> UInt32 {
        let usage = UsageBook(transaction: transaction)
        let grants = GrantBook(transaction: transaction)
        var head = try usage.head(of: entry)
        let held = head.point.counter
        var facts = UsageFacts(
            head: head.point, controlTotal: head.controlTotal,
            grants: try grants.from(controlTotal: head.controlTotal, of: entry), state: entry.state)
        var accepted: [SignedUsageRecord] = []
        for signed in records {
            guard signed.counter > held else {
                try compare(signed)
                continue
            }
            let ruling = UsageRules.judge(signed, facts: facts)
            head.point = try UsageRules.head(after: signed, ruling: ruling, from: head.point)
            switch ruling {
            case .accept(let appliedSequence):
                try grants.confirm(through: appliedSequence, of: entry, at: now)
                try usage.add(signed, reportedDuty: head.point.reportedDuty, of: entry, at: now)
                head.controlTotal = try signed.record.registers.controlTotal
                accepted.append(signed)
            case .setAside(let reason):
                try usage.setAside(signed, because: reason, of: entry, at: now)
                // It names another predecessor than the record held, so the device signed that counter twice.
                if reason == .usageConflict { try suspectClone(at: signed.counter - 1) }
            }
            facts.head = head.point
            facts.controlTotal = head.controlTotal
        }
        try book(accepted)
        if head.point.counter > held { try usage.move(head, of: entry) }
        return head.point.counter
    }

    /// A record at or below the head: held already, or in conflict with the one that is.
    private func compare(_ signed: SignedUsageRecord) throws(DutyFailure) {
        let usage = UsageBook(transaction: transaction)
        guard try !usage.holds(signed, of: entry) else { return }
        try usage.setAside(signed, because: .usageConflict, of: entry, at: now)
        try suspectClone(at: signed.counter)
    }

    /// Only the device can have signed both contents, so two devices hold its key.
    private func suspectClone(at counter: UInt32) throws(DutyFailure) {
        try PSDBook(transaction: transaction).lock(
            entry, as: .cloneSuspected, because: .psdCloneSuspected,
            detail: "Usage record \(counter) exists with two contents.", at: now)
    }

    /// One booking for all accepted records; the first and last counter name it.
    private func book(_ accepted: [SignedUsageRecord]) throws(DutyFailure) {
        guard let first = accepted.first, let last = accepted.last else { return }
        var duties: [StateCode: Paise] = [:]
        for signed in accepted {
            let stamp = signed.record.stamp.record
            duties[stamp.state] = try (duties[stamp.state] ?? .zero).adding(stamp.value)
        }
        let booking = try LedgerOperation.usage(
            duties, psdKey: entry.psdKey, from: first.counter, to: last.counter, customer: entry.customer)
        guard try LedgerBook(transaction: transaction).post(booking, at: now) else {
            throw DutyFailure(.ledgerBroken, "The usage \(booking.id) was booked twice.")
        }
    }
}
