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
            try transaction.execute(
                """
                INSERT INTO ledger_legs (customer, operation_id, leg_no, account, amount_paise)
                VALUES (\(operation.customer), \(operation.id), \(Int64(place + 1)), \(leg.account.name), \(leg.amount))
                """)
            try move(leg, of: operation.customer)
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

    // Added here and not in SQL, where SQLite would turn an overflow into a fraction.
    private func move(_ leg: LedgerLeg, of customer: CustomerAccount) throws(DutyFailure) {
        let balance = try balance(leg.account, of: customer).adding(leg.amount)
        guard balance >= .zero || !leg.account.staysPositive else {
            throw DutyFailure(.ledgerBroken, "The account \(leg.account.name) of \(customer) would fall below zero.")
        }
        try transaction.execute(
            """
            INSERT INTO ledger_balances (customer, account, balance_paise)
            VALUES (\(customer), \(leg.account.name), \(balance))
            ON CONFLICT (customer, account) DO UPDATE SET balance_paise = excluded.balance_paise
            """)
    }

    /// Puts a booking at the end of its customer's hash chain.
    func link(_ operation: LedgerOperation, bookedAt time: Timestamp) throws(DutyFailure) {
        let last = try transaction.row(
            """
            SELECT place, chain_hash FROM ledger_chain WHERE customer = \(operation.customer)
            ORDER BY place DESC LIMIT 1
            """)
        let place = try last?.count("place", as: UInt64.self) ?? 0
        let previous = try last?.byteValue("chain_hash", as: ContentHash.self) ?? .zero
        let hash = LedgerLink.hash(operation, place: place + 1, bookedAt: time, previous: previous)
        try transaction.execute(
            """
            INSERT INTO ledger_chain (customer, place, operation_id, chain_hash)
            VALUES (\(operation.customer), \(place + 1), \(operation.id), \(hash))
            """)
    }
}
