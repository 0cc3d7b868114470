import DutyModel
import FundsLedger
import Storage

/// Looks up, for each booking, the fact that it books: a booking without one moved money for nothing.
struct BookingFactCheck {
    let check: CustomerCheck
    let totals: LedgerTotals

    func run(_ operation: LedgerOperation, _ fact: BookingFact) throws(DutyFailure) {
        let moved = operation.legs.last?.amount ?? .zero
        switch fact {
        case .deposit(let challan), .clearance(let challan): try requireChallan(challan, operation)
        case .reversal(let challan): try requireReversal(challan, operation, amount: moved)
        case .refill(let id), .reimport(let id): try requireGranted(id, operation)
        case .confirmation(let key, let sequence), .grantReturn(let key, let sequence):
            try requireGrant(key, sequence, operation, amount: moved)
        case .usage(let key, let first, let last): try requireUsage(key, first, last, operation)
        case .withdrawal(let key): try requireWithdrawal(key, operation, amount: moved)
        case .settlement(let key): try requireRetired(key, operation, amount: moved)
        case .refund(let key, let counter):
            if case .consumedDuty(let state)? = operation.legs.first?.account {
                totals.refunded[state, default: CheckedSum()].add(moved)
            }
            try requireRefund(key, counter, operation, amount: moved)
        case .refundCredit(let key, let counter): try requireRefund(key, counter, operation, amount: moved)
        }
    }

    func miss(_ operation: LedgerOperation, _ key: PSDKeyID?, _ message: String) {
        check.tally.find(.bookingFact, "ledger_operations", operation.id, device: key, message)
    }

    private func requireChallan(_ challan: String, _ operation: LedgerOperation) throws(DutyFailure) {
        let row = try check.transaction.row(
            "SELECT challan FROM challan_accounts WHERE challan = \(challan) AND customer = \(check.customer)")
        guard row == nil else { return }
        check.tally.find(
            .challan, "ledger_operations", operation.id, "The money came in under no challan of this customer.")
    }

    /// A reversal takes out exactly what came in, and says why.
    private func requireReversal(_ challan: String, _ operation: LedgerOperation, amount: Paise) throws(DutyFailure) {
        let row = try check.transaction.row(
            "SELECT amount_paise FROM deposit_reversals WHERE challan = \(challan) AND customer = \(check.customer)")
        guard (try? row?.amount("amount_paise")) == amount else {
            return miss(operation, nil, "No reversal of \(amount.count) paise was asked for under the challan.")
        }
        let deposit = try? SQLFundsBooks(check.transaction).deposit(challan: challan)
        guard deposit?.customer == check.customer, deposit?.amount == amount else {
            return miss(
                operation, nil, "The \(amount.count) paise that were taken out never came in under the challan.")
        }
    }

    private func requireGranted(_ id: OperationID, _ operation: LedgerOperation) throws(DutyFailure) {
        let row = try check.transaction.row(
            """
            SELECT psd_key, amount_paise, decision FROM refills
            WHERE customer = \(check.customer) AND operation_id = \(id)
            """)
        // Books that had lost a grant may have refused it before the device proved it.
        let decided = row.flatMap { try? $0.text("decision") }
        guard let row, decided == "granted" || operation.kind == .reimport,
            let key = try? row.psdKey("psd_key"), let amount = try? row.amount("amount_paise")
        else { return miss(operation, nil, "No refill of this name was granted.") }
        let booked = operation.legs.first { $0.account == .inTransit(key) }?.amount
        guard booked == amount else {
            return miss(operation, key, "The booking does not move the \(amount.count) paise that were granted.")
        }
    }

    private func requireGrant(
        _ key: PSDKeyID, _ sequence: UInt64, _ operation: LedgerOperation, amount: Paise
    ) throws(DutyFailure) {
        let row = try check.transaction.row(
            """
            SELECT amount_paise, confirmed_at, ended_as FROM grants
            WHERE \(rowsOf: key, check.customer) AND sequence = \(sequence)
            """)
        guard let row, let granted = try? row.amount("amount_paise") else {
            return miss(operation, key, "The books hold no grant \(sequence) of \(key).")
        }
        guard granted == amount else {
            return miss(operation, key, "The grant \(sequence) of \(key) is of \(granted.count) paise.")
        }
        let end = GrantFate(row)
        let wanted: GrantFate = operation.kind == .confirmation ? .delivered : .returned
        guard end == wanted else {
            return check.tally.find(
                .grantEnd, "grants", "\(key) \(sequence)", device: key,
                "The booking \(operation.id) says \(wanted), the grant says \(end).")
        }
    }

    private func requireWithdrawal(_ key: PSDKeyID, _ operation: LedgerOperation, amount: Paise) throws(DutyFailure) {
        totals.givenBack[key, default: CheckedSum()].add(amount)
        let row = try check.transaction.row(
            """
            SELECT COALESCE(g.booked_paise, w.removed_paise) AS bookable FROM withdrawals AS w LEFT JOIN ended_gaps AS g
            ON g.customer = w.customer AND g.psd_key = w.psd_key
            WHERE w.customer = \(check.customer) AND w.psd_key = \(key)
            """)
        guard (try? row?.amount("bookable")) == amount else {
            return miss(operation, key, "No withdrawal of \(key) removed \(amount.count) paise.")
        }
    }

    private func requireRetired(_ key: PSDKeyID, _ operation: LedgerOperation, amount: Paise) throws(DutyFailure) {
        totals.givenBack[key, default: CheckedSum()].add(amount)
        let row = try check.transaction.row("SELECT standing FROM psds WHERE \(rowsOf: key, check.customer)")
        guard (try? row?.text("standing")) == PSDStanding.retired.rawValue else {
            return miss(operation, key, "Only a device that was taken out of use is settled.")
        }
    }

    private func requireRefund(
        _ key: PSDKeyID, _ counter: UInt32, _ operation: LedgerOperation, amount: Paise
    ) throws(DutyFailure) {
        let row = try check.transaction.row(
            "SELECT paid_paise FROM refunds WHERE \(rowsOf: key, check.customer) AND counter = \(counter)")
        guard (try? row?.amount("paid_paise")) == amount else {
            return miss(operation, key, "No refund of impression \(counter) of \(key) paid \(amount.count) paise.")
        }
    }
}

/// What became of a grant, as its row says.
enum GrantFate: Equatable, CustomStringConvertible {
    case inTransit
    case delivered
    case returned
    case unknown(String)

    init(_ row: SQLRow) {
        let end = try? row.text("ended_as")
        switch end.map({ GrantEnd(rawValue: $0) }) {
        case .some(.some(.delivered)): self = .delivered
        case .some(.some(.returned)): self = .returned
        case .some(.none): self = .unknown(end ?? "")
        case .none: self = ((try? row.value("confirmed_at")) ?? .null) == .null ? .inTransit : .delivered
        }
    }

    var description: String {
        switch self {
        case .inTransit: "in transit"
        case .delivered: "delivered"
        case .returned: "returned"
        case .unknown(let text): "“\(text.prefix(24))”"
        }
    }
}
