import DutyModel
import Exchanges
import FundsLedger
import Storage

extension SQLFundsBooks {
    package func finalRequest(of device: DeviceAccount) throws(DutyFailure) -> WithdrawalRequest? {
        try transaction.row("SELECT request FROM final_requests WHERE \(rowsOf: device)")?.stored("request")
    }

    package func keep(_ request: WithdrawalRequest, of device: DeviceAccount, at time: Timestamp) throws(DutyFailure) {
        try transaction.execute(
            """
            INSERT INTO final_requests (customer, psd_key, request, received_at)
            VALUES (\(device.customer), \(device.psdKey), \(StoredValue.encode(request)), \(time))
            ON CONFLICT DO NOTHING
            """)
    }

    package func withdrawal(of device: DeviceAccount) throws(DutyFailure) -> WithdrawalOnBook? {
        try transaction.row(
            "SELECT operation_id, removed_paise, last_counter, life_end FROM withdrawals WHERE \(rowsOf: device)"
        ).map { (row) throws(DutyFailure) in
            WithdrawalOnBook(
                id: try row.byteValue("operation_id"), removed: try row.amount("removed_paise"),
                lastCounter: try row.count("last_counter"), end: try row.stored("life_end"))
        }
    }

    package func add(_ withdrawal: WithdrawalOnBook, of device: DeviceAccount, at time: Timestamp) throws(DutyFailure) {
        try transaction.execute(
            """
            INSERT INTO withdrawals (customer, psd_key, operation_id, removed_paise, last_counter, life_end, ordered_at)
            VALUES (\(device.customer), \(device.psdKey), \(withdrawal.id), \(withdrawal.removed),
                \(withdrawal.lastCounter), \(StoredValue.encode(withdrawal.end)), \(time))
            """)
        try act(.withdrawn(device.psdKey, id: withdrawal.id, removed: withdrawal.removed, end: withdrawal.end))
    }

    package func confirmWithdrawal(of device: DeviceAccount, at time: Timestamp) throws(DutyFailure) {
        let changed = try transaction.execute(
            "UPDATE withdrawals SET confirmed_at = \(time) WHERE \(rowsOf: device) AND confirmed_at IS NULL")
        if changed > 0 { try act(.withdrawalConfirmed(device.psdKey)) }
    }

    package func spoil(_ counter: UInt32, of device: DeviceAccount) throws(DutyFailure) -> SpoilDeclaration? {
        try transaction.row("SELECT declaration FROM spoils WHERE \(rowsOf: device) AND counter = \(counter)")?
            .stored("declaration")
    }

    /// How many declarations of a device came before their usage records, which have not come yet; counted up to this many.
    func waitingSpoils(of device: DeviceAccount, atMost limit: Int) throws(DutyFailure) -> Int {
        let head = try usageHead(of: device).point.counter
        return try transaction.rows(
            "SELECT counter FROM spoils WHERE \(rowsOf: device) AND counter > \(head) LIMIT \(Int64(limit))"
        ).count
    }

    package func add(_ spoil: SpoilDeclaration, of device: DeviceAccount, at time: Timestamp) throws(DutyFailure) {
        try transaction.execute(
            """
            INSERT INTO spoils (customer, psd_key, counter, declaration, received_at)
            VALUES (\(device.customer), \(device.psdKey), \(spoil.counter), \(StoredValue.encode(spoil)), \(time))
            """)
        try act(.spoiled(spoil))
    }

    package func refund(_ counter: UInt32, of device: DeviceAccount) throws(DutyFailure) -> RefundOnBook? {
        try transaction.row(
            "SELECT paid_paise, deduction_paise, rule FROM refunds WHERE \(rowsOf: device) AND counter = \(counter)"
        ).map { (row) throws(DutyFailure) in
            RefundOnBook(
                counter: counter, paid: try row.amount("paid_paise"), deduction: try row.amount("deduction_paise"),
                rule: try row.text("rule"))
        }
    }

    package func add(_ refund: RefundOnBook, of device: DeviceAccount, at time: Timestamp) throws(DutyFailure) {
        try transaction.execute(
            """
            INSERT INTO refunds (customer, psd_key, counter, paid_paise, deduction_paise, rule, decided_at)
            VALUES (\(device.customer), \(device.psdKey), \(refund.counter), \(refund.paid), \(refund.deduction),
                \(refund.rule), \(time))
            """)
        try act(
            .refunded(
                device.psdKey, counter: refund.counter, paid: refund.paid, deduction: refund.deduction,
                rule: refund.rule))
    }
}
