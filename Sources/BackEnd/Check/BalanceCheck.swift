import DutyModel
import FundsLedger
import Storage

extension CustomerCheck {
    /// Cached balances are the sums of the legs; no account is missing or too many, and all together are nothing.
    func checkBalances(_ totals: LedgerTotals) throws(DutyFailure) {
        var seen: Set<String> = []
        var all = CheckedSum()
        try transaction.eachRow(checker) { last in
            """
            SELECT account, balance_paise FROM ledger_balances WHERE customer = \(customer)
            AND account > \(last.text("account")) ORDER BY account LIMIT \(BooksChecker.pageSize)
            """
        } visit: { (row) throws(DutyFailure) in
            let name = (try? row.text("account")) ?? "?"
            seen.insert(name)
            let read = tally.reading("ledger_balances", name) { () throws(DutyFailure) in
                try row.amount("balance_paise")
            }
            guard let balance = read else { return }
            all.add(balance)
            check(balance, of: name, sum: totals.accounts[name] ?? CheckedSum())
        }
        for (name, sum) in totals.accounts.sorted(by: { $0.key < $1.key }) where !seen.contains(name) {
            tally.find(
                .balanceSum, "ledger_balances", name, "The account has no balance; its legs sum to \(sum.words).")
        }
        guard all.amount != .zero else { return }
        tally.find(
            .moneyEquation, "ledger_balances", "all accounts",
            "All balances together are \(all.words) instead of 0: money came in or went out unbooked.")
    }

    private func check(_ balance: Paise, of name: String, sum: CheckedSum) {
        if sum.amount != balance {
            tally.find(
                .balanceSum, "ledger_balances", name,
                "The balance is \(balance.count) paise; the account's legs sum to \(sum.words).")
        }
        guard let account = try? LedgerAccount(name: name) else {
            tally.find(.rowReadable, "ledger_balances", name, "This is not the name of an account of the ledger.")
            return
        }
        if account.staysPositive, balance < .zero {
            tally.find(.balanceSign, "ledger_balances", name, "The balance is \(balance.count) paise, below zero.")
        }
    }
}
