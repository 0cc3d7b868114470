import DutyModel
import Exchanges
import FundsLedger
import Signing
import Storage

extension DeviceCheck {
    /// A life begins with nothing, or where the withdrawal of the one before left the device.
    func checkStart() throws(DutyFailure) {
        var wanted: LifeStart? = .first
        if key.life > 1 {
            let before = PSDKeyID(serial: key.serial, life: key.life - 1)
            let row = try transaction.row(
                """
                SELECT w.life_end FROM psd_accounts AS a JOIN withdrawals AS w
                ON w.customer = a.customer AND w.psd_key = a.psd_key WHERE a.psd_key = \(before)
                """)
            wanted = try? row?.stored("life_end")
        }
        guard device.start != wanted else { return }
        find(.withdrawal, "psds", "The life does not begin where the one before it ended.")
    }

    /// The request to be withdrawn that is kept is what the device signed; says which grants the device gave up in it.
    func checkFinalRequest() throws(DutyFailure) {
        guard let row = try transaction.row("SELECT request FROM final_requests WHERE \(rowsOf: key, customer)"),
            let request: WithdrawalRequest = stored("request", in: row, "final_requests")
        else { return }
        guard request.statement.psdKey == key,
            isSigned(request.signature, over: request.signedForm, by: device.publicKey)
        else { return find(.withdrawal, "final_requests", "The device did not sign this request to be withdrawn.") }
        givenUpAfter = request.statement.appliedSequence
    }

    /// A withdrawal gave back what its booking says.
    func checkWithdrawal() throws(DutyFailure) {
        let row = try transaction.row(
            """
            SELECT w.*, (SELECT booked_paise FROM ended_gaps AS g WHERE g.customer = w.customer
                AND g.psd_key = w.psd_key) AS bookable, (SELECT amount_paise FROM ledger_legs AS l WHERE l.customer = w.customer
                AND l.operation_id = 'withdrawal:' || w.psd_key AND l.account = \(LedgerAccount.customerFunds.name))
                AS booked
            FROM withdrawals AS w WHERE w.customer = \(customer) AND w.psd_key = \(key)
            """)
        guard let row else { return }
        let read = tally.reading("withdrawals", "\(key)", device: key) { () throws(DutyFailure) in
            (
                removed: try row.amount("removed_paise"), last: try row.count("last_counter") as UInt32,
                end: try row.stored("life_end") as LifeStart
            )
        }
        guard let read else { return }
        let booked = (try? row.amount("booked")) ?? .zero
        // Restored books book less, by what they lack of the device's grants.
        let bookable = (try? row.amount("bookable")) ?? read.removed
        if booked != bookable || bookable > read.removed {
            find(
                .withdrawal, "withdrawals",
                "It removed \(read.removed.count) paise, of which \(bookable.count) are to be booked, and booked "
                    + "\(booked.count).")
        }
        if read.last != read.end.itemCount {
            find(
                .withdrawal, "withdrawals", "The life's last impression is \(read.end.itemCount) and not \(read.last).")
        }
    }

    /// Every declaration of a spoiled impression is what the device signed, of an impression that it made.
    func checkSpoils() throws(DutyFailure) {
        try transaction.eachRow(checker) { last in
            """
            SELECT s.counter, s.declaration, u.value_paise FROM spoils AS s LEFT JOIN usage_records AS u
            ON u.customer = s.customer AND u.psd_key = s.psd_key AND u.counter = s.counter
            WHERE s.customer = \(customer) AND s.psd_key = \(key) AND s.counter > \(last.number("counter"))
            ORDER BY s.counter LIMIT \(BooksChecker.pageSize)
            """
        } visit: { (row) throws(DutyFailure) in
            let name = "\((try? row.integer("counter")) ?? 0)"
            guard let spoil: SpoilDeclaration = stored("declaration", in: row, "spoils", name) else { return }
            let fits = spoil.psdKey == key && String(spoil.counter) == name
            if !fits || !isSigned(spoil.signature, over: spoil.signedForm, by: device.publicKey) {
                find(.spoil, "spoils", name, "The device did not sign this declaration.")
            }
            if let value = try? row.amount("value_paise"), value != spoil.value {
                find(.spoil, "spoils", name, "The declaration is of another duty than the impression's.")
            }
        }
    }

    /// Every refund is of a spoiled impression that was accepted, and has its two bookings.
    func checkRefunds() throws(DutyFailure) {
        try transaction.eachRow(checker) {
            refundPage(after: $0.number("counter"))
        } visit: { (row) throws(DutyFailure) in
            let name = "\((try? row.integer("counter")) ?? 0)"
            let read = tally.reading("refunds", "\(key) \(name)", device: key) { () throws(DutyFailure) in
                (paid: try row.amount("paid_paise"), kept: try row.amount("deduction_paise"))
            }
            guard let read else { return }
            if try row.value("spoiled") == .null {
                find(.refund, "refunds", name, "The impression was never declared spoiled.")
            }
            if (try? row.amount("value_paise")) != (try? read.paid.adding(read.kept)) || read.kept < .zero {
                find(.refund, "refunds", name, "Refund and deduction are not the impression's duty.")
            }
            let booked = (try? row.amount("refunded")) ?? .zero
            let credited = (try? row.amount("credited")) ?? .zero
            if booked != read.paid || credited != read.paid {
                find(.refund, "refunds", name, "The refund of \(read.paid.count) paise has not its two bookings.")
            }
        }
    }

    private func refundPage(after counter: Int64) -> SQLStatement {
        """
        SELECT r.counter, r.paid_paise, r.deduction_paise, u.value_paise, s.counter AS spoiled,
            (SELECT -l.amount_paise FROM ledger_legs AS l WHERE l.customer = r.customer AND l.operation_id =
                'refund:' || r.psd_key || ':' || r.counter AND l.account LIKE 'consumed-duty:%') AS refunded,
            (SELECT l.amount_paise FROM ledger_legs AS l WHERE l.customer = r.customer AND l.operation_id =
                'refund-credit:' || r.psd_key || ':' || r.counter AND l.account = 'customer-funds') AS credited
        FROM refunds AS r
        LEFT JOIN usage_records AS u
            ON u.customer = r.customer AND u.psd_key = r.psd_key AND u.counter = r.counter
        LEFT JOIN spoils AS s ON s.customer = r.customer AND s.psd_key = r.psd_key AND s.counter = r.counter
        WHERE r.customer = \(customer) AND r.psd_key = \(key) AND r.counter > \(counter)
        ORDER BY r.counter LIMIT \(BooksChecker.pageSize)
        """
    }
}
