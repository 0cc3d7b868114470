import DutyModel
import FundsLedger
import Storage

extension SQLFundsBooks {
    package func post(_ operation: LedgerOperation, at time: Timestamp) throws(DutyFailure) -> Bool {
        let link = try nextLink(of: operation, bookedAt: time)
        let added = try transaction.execute(
            """
            INSERT INTO ledger_operations (customer, operation_id, kind, booked_at, legs, place, chain_hash)
            VALUES (\(operation.customer), \(operation.id), \(operation.kind.rawValue), \(time),
                \(LedgerLegsText.text(of: operation.legs)), \(link.place), \(link.hash))
            ON CONFLICT (customer, operation_id) DO NOTHING
            """)
        guard added == 1 else { return false }
        memo.chainEnd = link
        for leg in operation.legs { try move(leg.amount, to: leg.account.name, of: operation.customer) }
        return true
    }

    package func balance(_ account: LedgerAccount, of customer: CustomerAccount) throws(DutyFailure) -> Paise {
        try balance(of: account.name, customer) ?? .zero
    }

    /// What the account's row holds, or nil where it has none yet.
    private func balance(of account: String, _ customer: CustomerAccount) throws(DutyFailure) -> Paise? {
        if let held = memo.balances.first(where: { $0.account == account && $0.customer == customer }) {
            return held.amount
        }
        let row = try transaction.row(
            "SELECT balance_paise FROM ledger_balances WHERE customer = \(customer) AND account = \(account)")
        guard let amount = try row?.amount("balance_paise") else { return nil }
        memo.balances.append((customer, account, amount))
        return amount
    }

    package func take(challan: String, for customer: CustomerAccount) throws(DutyFailure) -> Bool {
        try transaction.execute(
            "INSERT INTO challan_accounts (challan, customer) VALUES (\(challan), \(customer)) ON CONFLICT DO NOTHING")
            == 1
    }

    package func deposit(challan: String) throws(DutyFailure) -> DepositOnBook? {
        let name = "\(LedgerOperation.Kind.deposit.rawValue):\(challan)"
        let row = try transaction.row(
            """
            SELECT o.customer, o.legs FROM challan_accounts AS c JOIN ledger_operations AS o
            ON o.customer = c.customer AND o.operation_id = \(name) WHERE c.challan = \(challan)
            """)
        guard let row, let into = try LedgerLegsText.legs(of: row.text("legs")).last else { return nil }
        return DepositOnBook(customer: try row.name("customer"), challan: challan, amount: into.amount)
    }

    package func isReversed(challan: String) throws(DutyFailure) -> Bool {
        try transaction.row("SELECT challan FROM deposit_reversals WHERE challan = \(challan)") != nil
    }

    package func add(_ reversal: DepositReversal, at time: Timestamp) throws(DutyFailure) {
        try transaction.execute(
            """
            INSERT INTO deposit_reversals (challan, customer, amount_paise, reason, reversed_at)
            VALUES (\(reversal.deposit.challan), \(reversal.deposit.customer), \(reversal.deposit.amount),
                \(reversal.reason), \(time))
            """)
    }

    // The sum is made here, since SQLite would make a fraction of one that no whole number holds; a sum below zero is
    // refused by the table, save in the accounts that may fall below it.
    private func move(_ amount: Paise, to account: String, of customer: CustomerAccount) throws(DutyFailure) {
        guard let before = try balance(of: account, customer) else {
            try transaction.execute(
                """
                INSERT INTO ledger_balances (customer, account, balance_paise)
                VALUES (\(customer), \(account), \(amount))
                """)
            memo.balances.append((customer, account, amount))
            return
        }
        let after = try before.adding(amount)
        let changed = try transaction.execute(
            """
            UPDATE ledger_balances SET balance_paise = balance_paise + \(amount)
            WHERE customer = \(customer) AND account = \(account)
            """)
        guard changed == 1,
            let place = memo.balances.firstIndex(where: { $0.account == account && $0.customer == customer })
        else {
            throw DutyFailure(.ledgerBroken, "The balance of \(account) went missing.")
        }
        memo.balances[place].amount = after
    }

    /// Gives a booking that was made before there was a chain its link at the chain's end.
    func link(_ operation: LedgerOperation, bookedAt time: Timestamp) throws(DutyFailure) {
        let link = try nextLink(of: operation, bookedAt: time)
        try transaction.execute(
            """
            UPDATE ledger_operations SET place = \(link.place), chain_hash = \(link.hash)
            WHERE customer = \(operation.customer) AND operation_id = \(operation.id)
            """)
        memo.chainEnd = link
    }

    /// The link that comes next in the customer's hash chain, if it is this booking's.
    private func nextLink(
        of operation: LedgerOperation, bookedAt time: Timestamp
    ) throws(DutyFailure) -> (customer: CustomerAccount, place: UInt64, hash: ContentHash) {
        let (place, previous) = try chainEnd(of: operation.customer)
        let hash = LedgerLink.hash(operation, place: place + 1, bookedAt: time, previous: previous)
        return (operation.customer, place + 1, hash)
    }

    private func chainEnd(of customer: CustomerAccount) throws(DutyFailure) -> (place: UInt64, hash: ContentHash) {
        if let end = memo.chainEnd, end.customer == customer { return (end.place, end.hash) }
        let last = try transaction.row(
            """
            SELECT place, chain_hash FROM ledger_operations WHERE customer = \(customer) AND place IS NOT NULL
            ORDER BY place DESC LIMIT 1
            """)
        return (
            try last?.count("place") ?? 0,
            try last?.byteValue("chain_hash") ?? .zero
        )
    }
}
