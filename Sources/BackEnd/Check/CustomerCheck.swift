import DutyModel
import FundsLedger
import Storage

/// Checks one customer's books within one transaction.
struct CustomerCheck {
    let checker: BooksChecker
    let transaction: any SQLTransaction
    let customer: CustomerAccount
    let tally: CheckTally

    func run() throws(DutyFailure) {
        let totals = LedgerTotals()
        try LedgerWalk(check: self, totals: totals).walk()
        try checkBalances(totals)
        try checkChallans()
        try checkDevices(totals)
        checkDuty(totals)
        try checkDevicesOfRows()
    }

    private func checkDevices(_ totals: LedgerTotals) throws(DutyFailure) {
        try transaction.eachRow(checker) { last in
            """
            SELECT * FROM psds WHERE customer = \(customer) AND psd_key > \(last.text("psd_key"))
            ORDER BY psd_key LIMIT \(BooksChecker.pageSize)
            """
        } visit: { (row) throws(DutyFailure) in
            let key = (try? row.text("psd_key")) ?? "?"
            guard let device = tally.reading("psds", key, { () throws(DutyFailure) in try CheckedDevice(row) })
            else { return }
            tally.report.devices += 1
            try DeviceCheck(books: self, device: device, totals: totals).run()
        }
    }

    /// Money came in under every challan; that it came in under one was asked when the booking was read.
    private func checkChallans() throws(DutyFailure) {
        let unpaid = try transaction.rows(
            """
            SELECT challan FROM challan_accounts AS c WHERE customer = \(customer) AND NOT EXISTS
            (SELECT 1 FROM ledger_operations AS o WHERE o.customer = c.customer
            AND o.operation_id IN ('deposit:' || c.challan, 'clearance:' || c.challan)) LIMIT 100
            """)
        let unreversed = try transaction.rows(
            """
            SELECT challan FROM deposit_reversals AS r WHERE customer = \(customer) AND NOT EXISTS
            (SELECT 1 FROM ledger_operations AS o WHERE o.customer = r.customer
            AND o.operation_id = 'reversal:' || r.challan) LIMIT 100
            """)
        for (table, rows, message) in [
            ("challan_accounts", unpaid, "No money came in under the challan."),
            ("deposit_reversals", unreversed, "The deposit was reversed, and no money went out."),
        ] {
            for row in rows { tally.find(.challan, table, (try? row.text("challan")) ?? "?", message) }
        }
    }

    /// Duty consumed under a state is what its devices printed, less what was allowed as refunds.
    private func checkDuty(_ totals: LedgerTotals) {
        let states = Set(totals.printed.keys).union(totals.refunded.keys)
        for state in states.sorted(by: { $0.letters < $1.letters }) {
            var wanted = totals.printed[state] ?? CheckedSum()
            if let refunded = totals.refunded[state]?.amount { wanted.remove(refunded) }
            let account = LedgerAccount.consumedDuty(state).name
            let held = totals.accounts[account] ?? CheckedSum()
            guard wanted.amount == nil || held != wanted else { continue }
            tally.find(
                .usageSum, "ledger_balances", account,
                "Duty consumed is \(held.words); the usage records less the refunds are \(wanted.words).")
        }
    }
}

/// What the walk along a customer's ledger adds up; lives within one transaction.
final class LedgerTotals {
    /// The sum of the legs of each account, by its name.
    var accounts: [String: CheckedSum] = [:]
    /// The last counter that a usage booking of a device covers.
    var usageThrough: [PSDKeyID: UInt32] = [:]
    /// What devices gave back under withdrawals and settlements.
    var givenBack: [PSDKeyID: CheckedSum] = [:]
    /// Printed duty that a device's value did not cover, because it was settled before.
    var uncovered: [PSDKeyID: CheckedSum] = [:]
    /// What was allowed as refunds.
    var refunded: [StateCode: CheckedSum] = [:]
    /// What devices printed, of accepted records.
    var printed: [StateCode: CheckedSum] = [:]
}
