import DutyModel
import FundsLedger
import Storage

extension BookingFactCheck {
    /// A usage booking holds exactly the accepted records between its counters, and none of them is in another.
    func requireUsage(
        _ key: PSDKeyID, _ first: UInt32, _ last: UInt32, _ operation: LedgerOperation
    ) throws(DutyFailure) {
        let through = totals.usageThrough[key]
        if let through, first <= through {
            miss(operation, key, "Usage records of \(key) up to \(through) are booked before it.")
        }
        try requireNoneBetween(through ?? 0, first, key, operation)
        totals.usageThrough[key] = max(last, through ?? 0)
        let sums = try sums(of: key, from: first, through: last)
        var booked: [StateCode: Paise] = [:]
        for leg in operation.legs {
            if case .consumedDuty(let state) = leg.account { booked[state] = leg.amount }
            if leg.account == .suspense { totals.uncovered[key, default: CheckedSum()].remove(leg.amount) }
        }
        guard sums.ends else {
            return miss(operation, key, "Its first or last usage record is not among the accepted ones.")
        }
        for state in Set(sums.duties.keys).union(booked.keys).sorted(by: { $0.letters < $1.letters }) {
            let held = sums.duties[state] ?? CheckedSum()
            guard held.amount == nil || held.amount != booked[state] else { continue }
            check.tally.find(
                .usageBooked, "ledger_operations", operation.id, device: key,
                "It books \(booked[state]?.count ?? 0) paise for \(state); its usage records are \(held.words).")
        }
    }

    private func requireNoneBetween(
        _ through: UInt32, _ first: UInt32, _ key: PSDKeyID, _ operation: LedgerOperation
    ) throws(DutyFailure) {
        let row = try check.transaction.row(
            """
            SELECT counter FROM usage_records
            WHERE \(rowsOf: key, check.customer) AND counter > \(through) AND counter < \(first) LIMIT 1
            """)
        guard let counter = try? row?.integer("counter") else { return }
        check.tally.find(
            .usageBooked, "usage_records", "\(key) \(counter)", device: key,
            "The usage record was accepted and is in no booking.")
    }

    private func sums(
        of key: PSDKeyID, from first: UInt32, through last: UInt32
    ) throws(DutyFailure) -> (duties: [StateCode: CheckedSum], ends: Bool) {
        var duties: [StateCode: CheckedSum] = [:]
        var hasFirst = false
        var hasLast = false
        try check.transaction.eachRow(check.checker) { row in
            """
            SELECT counter, state, value_paise FROM usage_records WHERE \(rowsOf: key, check.customer)
            AND counter > \(row.number("counter", orFrom: Int64(first) - 1)) AND counter <= \(last)
            ORDER BY counter LIMIT \(BooksChecker.pageSize)
            """
        } visit: { (row) throws(DutyFailure) in
            let counter: UInt32? = try? row.count("counter")
            if counter == first { hasFirst = true }
            if counter == last { hasLast = true }
            // A row that cannot be read is found when the device's records are walked.
            guard let state = try? StateCode(row.text("state")), let value = try? row.amount("value_paise")
            else { return }
            duties[state, default: CheckedSum()].add(value)
        }
        return (duties, hasFirst && hasLast)
    }
}
