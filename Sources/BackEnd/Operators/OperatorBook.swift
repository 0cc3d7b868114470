import DutyModel
import Exchanges
import FundsLedger
import Storage

/// What operators look at, within one transaction. Each list ends after 10,000 lines, so that it fits memory and a
/// person sees exceptions long before.
struct OperatorBook {
    let transaction: any SQLTransaction

    func accounts() throws(DutyFailure) -> [AccountLine] {
        try transaction.rows("SELECT customer, name FROM customers ORDER BY customer LIMIT 10000").map {
            (row) throws(DutyFailure) in
            let customer: CustomerAccount = try row.name("customer")
            let balances = try balances(of: customer)
            func sum(_ belongs: (LedgerAccount) -> Bool) throws(DutyFailure) -> Paise {
                var sum = Paise.zero
                for (account, balance) in balances where belongs(account) { sum = try sum.adding(balance) }
                return sum
            }
            return AccountLine(
                customer: customer, name: try row.text("name"), funds: try sum { $0 == .customerFunds },
                inTransit: try sum { if case .inTransit = $0 { true } else { false } },
                inDevices: try sum { if case .psdValue = $0 { true } else { false } },
                consumed: try sum { if case .consumedDuty = $0 { true } else { false } },
                suspense: try sum { $0 == .suspense })
        }
    }

    private func balances(of customer: CustomerAccount) throws(DutyFailure) -> [(LedgerAccount, Paise)] {
        try transaction.rows("SELECT account, balance_paise FROM ledger_balances WHERE customer = \(customer)").map {
            (row) throws(DutyFailure) in
            (try LedgerAccount(name: row.text("account")), try row.amount("balance_paise"))
        }
    }

    func devices(of customer: CustomerAccount?) throws(DutyFailure) -> [DeviceLine] {
        let wanted = customer?.text ?? ""
        let rows = try transaction.rows(
            """
            SELECT psd_key, service_root FROM psds WHERE \(wanted) = '' OR customer = \(wanted)
            ORDER BY psd_key LIMIT 10000
            """)
        var lines: [DeviceLine] = []
        for row in rows {
            // Books remember what they read, and each device has accounts of its own.
            let books = SQLFundsBooks(transaction)
            guard let device = try books.device(try row.psdKey("psd_key")) else { continue }
            lines.append(
                DeviceLine(
                    psdKey: device.psdKey, customer: device.customer, machine: device.machine,
                    standing: device.standing.rawValue, revokedSince: device.revocation?.since,
                    lastItem: device.lastItem, value: try books.balance(.psdValue(device.psdKey), of: device.customer),
                    inTransit: try books.balance(.inTransit(device.psdKey), of: device.customer),
                    itemCount: try books.usageHead(of: device).point.counter, inspectionDue: device.inspectionDue,
                    lastStatementAt: device.lastStatement?.time, auditWanted: device.auditWantedAt != nil,
                    suspectedSince: device.suspicion?.since, serviceRoot: try row.ifAny("service_root", row.byteValue),
                    attestations: try AttestationBook(transaction: transaction).newest(of: device)))
        }
        return lines
    }

    func transit() throws(DutyFailure) -> [TransitLine] {
        try transaction.rows(
            """
            SELECT g.customer, g.psd_key, g.sequence, g.operation_id, g.amount_paise, p.standing, r.decided_at
            FROM grants AS g JOIN psds AS p ON p.customer = g.customer AND p.psd_key = g.psd_key
            JOIN refills AS r ON r.customer = g.customer AND r.operation_id = g.operation_id
            WHERE g.confirmed_at IS NULL ORDER BY r.decided_at, g.psd_key, g.sequence LIMIT 10000
            """
        ).map { (row) throws(DutyFailure) in
            TransitLine(
                psdKey: try row.psdKey("psd_key"), customer: try row.name("customer"),
                sequence: try row.count("sequence"), operation: try row.byteValue("operation_id"),
                amount: try row.amount("amount_paise"), grantedAt: try row.time("decided_at"),
                standing: try row.text("standing"))
        }
    }

    func alarms() throws(DutyFailure) -> [AlarmLine] {
        try transaction.rows(
            """
            SELECT customer, psd_key, code, detail, raised_at FROM alarms WHERE settled_at IS NULL
            ORDER BY raised_at DESC, psd_key LIMIT 10000
            """
        ).map { (row) throws(DutyFailure) in
            AlarmLine(
                customer: try row.text("customer"), psdKey: try row.text("psd_key"), code: try row.text("code"),
                detail: try row.text("detail"), raisedAt: try row.time("raised_at"))
        }
    }

    func spoils() throws(DutyFailure) -> [SpoilLine] {
        try transaction.rows(
            """
            SELECT s.declaration, r.paid_paise FROM spoils AS s LEFT JOIN refunds AS r
                ON r.customer = s.customer AND r.psd_key = s.psd_key AND r.counter = s.counter
            ORDER BY s.received_at DESC, s.psd_key, s.counter LIMIT 10000
            """
        ).map { (row) throws(DutyFailure) in
            let spoil: SpoilDeclaration = try row.stored("declaration")
            return SpoilLine(
                psdKey: spoil.psdKey, counter: spoil.counter, value: spoil.value, declaredAt: spoil.time,
                refunded: try row.ifAny("paid_paise", row.amount))
        }
    }

    /// What was paid in, newest first.
    func deposits(of customer: CustomerAccount?) throws(DutyFailure) -> [DepositLine] {
        let wanted = customer?.text ?? ""
        return try transaction.rows(
            """
            SELECT c.customer, c.challan, o.booked_at, o.legs, r.reason, r.reversed_at
            FROM challan_accounts AS c
            JOIN ledger_operations AS o ON o.customer = c.customer AND o.operation_id = 'deposit:' || c.challan
            LEFT JOIN deposit_reversals AS r ON r.challan = c.challan
            WHERE \(wanted) = '' OR c.customer = \(wanted)
            ORDER BY o.booked_at DESC, c.challan LIMIT 10000
            """
        ).map { (row) throws(DutyFailure) in
            DepositLine(
                customer: try row.name("customer"), challan: try row.text("challan"),
                amount: try LedgerLegsText.legs(of: row.text("legs")).last?.amount ?? .zero,
                bookedAt: try row.time("booked_at"), reversedAt: try row.ifAny("reversed_at", row.time),
                reason: try row.ifAny("reason", row.text))
        }
    }
}
