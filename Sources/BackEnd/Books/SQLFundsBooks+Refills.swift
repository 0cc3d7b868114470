import DutyModel
import Exchanges
import FundsLedger
import Signing
import Storage

extension SQLFundsBooks {
    package func refill(_ id: OperationID, of customer: CustomerAccount) throws(DutyFailure) -> RefillAnswer? {
        try transaction.row("SELECT answer FROM refills WHERE customer = \(customer) AND operation_id = \(id)")?
            .stored("answer")
    }

    package func lastAttempt(at sequence: UInt64, of device: DeviceAccount) throws(DutyFailure) -> UInt32 {
        guard sequence <= UInt64(Int64.max) else { return 0 }
        let row = try transaction.row(
            """
            SELECT attempt FROM refills WHERE \(rowsOf: device) AND sequence = \(sequence)
            ORDER BY attempt DESC LIMIT 1
            """)
        return try row?.count("attempt") ?? 0
    }

    package func store(_ answer: RefillAnswer, of device: DeviceAccount, at time: Timestamp) throws(DutyFailure) {
        let operation = answer.operation
        try transaction.execute(
            """
            INSERT INTO refills (customer, operation_id, psd_key, sequence, attempt, amount_paise, decision, answer,
                decided_at)
            VALUES (\(device.customer), \(operation.id), \(device.psdKey), \(operation.sequence),
                \(operation.attempt), \(operation.amount), \(answer.decision.name),
                \(StoredValue.encode(answer)), \(time))
            """)
    }

    package func grant(_ sequence: UInt64, of device: DeviceAccount) throws(DutyFailure) -> GrantOnBook? {
        // A device may name a sequence that no database counts.
        guard sequence <= UInt64(Int64.max) else { return nil }
        return try grants("SELECT * FROM grants WHERE \(rowsOf: device) AND sequence = \(sequence)").first
    }

    // All but a few lie between the last usage record and the last refill; the limit keeps a device that never
    // reports from making the answer grow.
    package func grants(fromControlTotal total: Paise, of device: DeviceAccount) throws(DutyFailure) -> [GrantOnBook] {
        try grants(
            """
            SELECT * FROM grants WHERE \(rowsOf: device) AND control_total_after_paise >= \(total)
            ORDER BY sequence LIMIT 10000
            """)
    }

    package func grantsInTransit(through sequence: UInt64, of device: DeviceAccount) throws(DutyFailure)
        -> [GrantOnBook]
    {
        try grants(
            """
            SELECT * FROM grants WHERE \(rowsOf: device) AND sequence <= \(sequence) AND confirmed_at IS NULL
            ORDER BY sequence
            """)
    }

    private func grants(_ statement: SQLStatement) throws(DutyFailure) -> [GrantOnBook] {
        try transaction.rows(statement).map { (row) throws(DutyFailure) in try GrantOnBook(row) }
    }

    /// The signed answers of the grants above this sequence that went back to the customer, in order.
    func answersOfReturnedGrants(after sequence: UInt64, of device: DeviceAccount) throws(DutyFailure) -> [RefillAnswer]
    {
        try transaction.rows(
            """
            SELECT r.answer FROM grants AS g
            JOIN refills AS r ON r.customer = g.customer AND r.operation_id = g.operation_id
            WHERE g.customer = \(device.customer) AND g.psd_key = \(device.psdKey) AND g.sequence > \(sequence)
            AND g.ended_as = \(GrantEnd.returned.rawValue) AND r.decision = 'granted' ORDER BY g.sequence
            """
        ).map { (row) throws(DutyFailure) in try row.stored("answer") }
    }

    package func add(_ grant: GrantOnBook, operation: OperationID, of device: DeviceAccount) throws(DutyFailure) {
        try transaction.execute(
            """
            INSERT INTO grants (customer, psd_key, sequence, operation_id, amount_paise,
                control_total_after_paise, answer_hash)
            VALUES (\(device.customer), \(device.psdKey), \(grant.sequence), \(operation), \(grant.amount),
                \(grant.controlTotalAfter), \(grant.answerHash))
            """)
    }

    package func settle(
        _ grant: GrantOnBook, as end: GrantEnd, of device: DeviceAccount, at time: Timestamp
    ) throws(DutyFailure) {
        try guardedUpdate(
            """
            UPDATE grants SET confirmed_at = \(time), ended_as = \(end.rawValue)
            WHERE \(rowsOf: device) AND sequence = \(grant.sequence) AND confirmed_at IS NULL
            """, of: device)
    }
}

extension GrantOnBook {
    /// A grant as a row of `grants` holds it.
    init(_ row: SQLRow) throws(DutyFailure) {
        self.init(
            sequence: try row.count("sequence"), amount: try row.amount("amount_paise"),
            controlTotalAfter: try row.amount("control_total_after_paise"),
            answerHash: try row.byteValue("answer_hash"), end: try Self.end(row))
    }

    /// Rows that were confirmed before version 4 of the schema don't say how they ended: those were delivered.
    private static func end(_ row: SQLRow) throws(DutyFailure) -> GrantEnd? {
        guard try row.value("confirmed_at") != .null else { return nil }
        guard try row.value("ended_as") != .null else { return .delivered }
        guard let end = GrantEnd(rawValue: try row.text("ended_as")) else {
            throw DutyFailure(.dataMalformed, "A grant has an unknown end.")
        }
        return end
    }
}

extension RefillDecision {
    /// The name under which `refills` holds the kind of decision.
    var name: String {
        switch self {
        case .granted: "granted"
        case .refused: "refused"
        case .cancelled: "cancelled"
        }
    }
}
