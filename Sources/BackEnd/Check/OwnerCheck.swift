import DutyModel
import Storage

extension BooksChecker {
    /// Rows of no known customer: the checks of customers would never come upon them.
    func checkOwners(in transaction: any SQLTransaction) throws(DutyFailure) -> CheckReport {
        var report = CheckReport()
        for (table, statement) in Self.ownerless {
            for row in try transaction.rows(statement) {
                let customer = (try? row.text("customer")) ?? "?"
                report.add(
                    CheckFinding(
                        invariant: .owner, table: table, key: customer, customer: customer, psdKey: "",
                        message: "There are rows of a customer whom the books do not know."))
            }
        }
        return report
    }

    private static let ownerless: [(table: String, statement: SQLStatement)] = [
        "machine_accounts", "psd_accounts", "machines", "machine_certificates", "psds", "ledger_operations",
        "ledger_balances", "challan_accounts", "deposit_reversals", "refills", "grants", "statements",
        "audits", "usage_records", "usage_set_aside", "usage_heads", "withdrawals", "final_requests", "spoils",
        "refunds", "standings", "operator_words", "licensed_keys",
    ].map { table in
        (
            table,
            """
            SELECT DISTINCT customer FROM \(table: table) AS t
            WHERE NOT EXISTS (SELECT 1 FROM customers AS c WHERE c.customer = t.customer) LIMIT 100
            """
        )
    }
}

extension CustomerCheck {
    /// Rows of a device that is none of this customer's.
    func checkDevicesOfRows() throws(DutyFailure) {
        for table in Self.deviceTables {
            let rows = try transaction.rows(
                """
                SELECT DISTINCT psd_key FROM \(table: table) WHERE customer = \(customer)
                EXCEPT SELECT psd_key FROM psds WHERE customer = \(customer)
                """)
            for row in rows {
                let key = (try? row.text("psd_key")) ?? "?"
                tally.find(.owner, table, key, "There are rows of \(key), which is no device of this customer.")
            }
        }
        let strangers = try transaction.rows(
            """
            SELECT psd_key FROM psds AS p WHERE p.customer = \(customer) AND NOT EXISTS (SELECT 1 FROM psd_accounts AS a
            WHERE a.psd_key = p.psd_key AND a.customer = p.customer) LIMIT 100
            """)
        for row in strangers {
            let key = (try? row.text("psd_key")) ?? "?"
            tally.find(.owner, "psd_accounts", key, "The device has no row that says whose it is.")
        }
    }

    private static let deviceTables = [
        "psd_accounts", "refills", "grants", "statements", "audits", "usage_records", "usage_set_aside", "usage_heads",
        "withdrawals", "final_requests", "spoils", "refunds", "standings", "operator_words", "licensed_keys",
    ]
}

extension SQLStatement.StringInterpolation {
    /// Names a table. Only names that stand in this file come here; nothing from outside comes near it.
    fileprivate mutating func appendInterpolation(table: String) { appendLiteral(table) }
}
