import DutyModel
import FundsLedger
import Storage

/// The ledger's tables within one transaction.
struct LedgerBook {
    let transaction: any SQLTransaction

    /// Books an operation and moves the balances; false, and nothing changed, where it was booked before.
    ///
    /// Throws `ledger_broken` where a balance that stays positive would fall below zero.
    func post(_ operation: LedgerOperation, at time: Timestamp) throws(DutyFailure) -> Bool {
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
        return true
    }

    /// What an account holds; zero for one that was never used.
    func balance(_ account: LedgerAccount, of customer: CustomerAccount) throws(DutyFailure) -> Paise {
        let row = try transaction.row(
            """
            SELECT balance_paise FROM ledger_balances
            WHERE customer = \(customer) AND account = \(account.name)
            """)
        return try row?.amount("balance_paise") ?? .zero
    }

    /// The amount an operation moved into an account, or nil where it was never booked.
    func amount(
        of operation: String, into account: LedgerAccount, customer: CustomerAccount
    ) throws(DutyFailure) -> Paise? {
        try transaction.row(
            """
            SELECT amount_paise FROM ledger_legs
            WHERE customer = \(customer) AND operation_id = \(operation) AND account = \(account.name)
            """)?.amount("amount_paise")
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
}
