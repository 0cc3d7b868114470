import DutyModel
import FundsLedger
import Storage

extension SQLFundsBooks {
    package func post(_ operation: LedgerOperation, at time: Timestamp) throws(DutyFailure) -> Bool {
        let added = try transaction.execute(
            """
            INSERT INTO ledger_operations (customer, operation_id, kind, booked_at)
            VALUES (\(operation.customer), \(operation.id), \(operation.kind.rawValue), \(time)) ON CONFLICT DO NOTHING
            """)
        guard added == 1 else { return false }
        for (place, leg) in operation.legs.enumerated() {
            let account = leg.account.name
            try transaction.execute(
                """
                INSERT INTO ledger_legs (customer, operation_id, leg_no, account, amount_paise)
                VALUES (\(operation.customer), \(operation.id), \(Int64(place + 1)), \(account), \(leg.amount))
                """)
            try move(leg.amount, to: account, of: operation.customer)
        }
        try link(operation, bookedAt: time)
        return true
    }

    package func balance(_ account: LedgerAccount, of customer: CustomerAccount) throws(DutyFailure) -> Paise {
        let row = try transaction.row(
            """
            SELECT balance_paise FROM ledger_balances
            WHERE customer = \(customer) AND account = \(account.name)
            """)
        return try row?.amount("balance_paise") ?? .zero
    }

    package func take(challan: String, for customer: CustomerAccount) throws(DutyFailure) -> Bool {
        try transaction.execute(
            "INSERT INTO challan_accounts (challan, customer) VALUES (\(challan), \(customer)) ON CONFLICT DO NOTHING")
            == 1
    }

    // A sum that no whole number holds becomes a fraction in SQLite, which reading the row refuses; a sum below zero is
    // refused by the table, save in the accounts that may fall below it.
    private func move(_ amount: Paise, to account: String, of customer: CustomerAccount) throws(DutyFailure) {
        let moved = try transaction.row(
            """
            UPDATE ledger_balances SET balance_paise = balance_paise + \(amount)
            WHERE customer = \(customer) AND account = \(account) RETURNING balance_paise
            """)
        if let moved {
            _ = try moved.amount("balance_paise")
            return
        }
        try transaction.execute(
            """
            INSERT INTO ledger_balances (customer, account, balance_paise)
            VALUES (\(customer), \(account), \(amount))
            """)
    }

    /// Puts a booking at the end of its customer's hash chain.
    func link(_ operation: LedgerOperation, bookedAt time: Timestamp) throws(DutyFailure) {
        let (place, previous) = try chainEnd(of: operation.customer)
        let hash = LedgerLink.hash(operation, place: place + 1, bookedAt: time, previous: previous)
        try transaction.execute(
            """
            INSERT INTO ledger_chain (customer, place, operation_id, chain_hash)
            VALUES (\(operation.customer), \(place + 1), \(operation.id), \(hash))
            """)
        memo.chainEnd = (operation.customer, place + 1, hash)
    }

    private func chainEnd(of customer: CustomerAccount) throws(DutyFailure) -> (place: UInt64, hash: ContentHash) {
        if let end = memo.chainEnd, end.customer == customer { return (end.place, end.hash) }
        let last = try transaction.row(
            """
            SELECT place, chain_hash FROM ledger_chain WHERE customer = \(customer)
            ORDER BY place DESC LIMIT 1
            """)
        return (
            try last?.count("place", as: UInt64.self) ?? 0,
            try last?.byteValue("chain_hash", as: ContentHash.self) ?? .zero
        )
    }
}
