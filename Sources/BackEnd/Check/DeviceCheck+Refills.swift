import DutyModel
import Exchanges
import FundsLedger
import Signing
import Storage

extension DeviceCheck {
    /// Every stored decision is what the funds service signed and what its row says.
    func checkRefills() throws(DutyFailure) {
        var attempt: UInt32 = 0
        try transaction.eachPage(
            checker,
            from: { last in
                let sequence = last.flatMap { try? $0.integer("sequence") } ?? -1
                let attempt = last.flatMap { try? $0.integer("attempt") } ?? -1
                return """
                    SELECT r.*, g.sequence AS grant_sequence FROM refills AS r LEFT JOIN grants AS g
                    ON g.customer = r.customer AND g.psd_key = r.psd_key AND g.sequence = r.sequence
                    AND g.operation_id = r.operation_id
                    WHERE r.customer = \(customer) AND r.psd_key = \(key)
                    AND (r.sequence, r.attempt) > (\(sequence), \(attempt))
                    ORDER BY r.sequence, r.attempt LIMIT \(BooksChecker.pageSize)
                    """
            }
        ) { (rows) throws(DutyFailure) in
            for row in rows {
                let name = (try? row.text("operation_id")) ?? "?"
                let answer = tally.reading("refills", name, device: key) { () throws(DutyFailure) in
                    try StoredValue.decode(RefillAnswer.self, from: row.bytes("answer"))
                }
                if (try? row.count("sequence", as: UInt64.self)) == device.nextSequence {
                    attempt = max(attempt, (try? row.count("attempt", as: UInt32.self)) ?? 0)
                }
                guard let answer else { continue }
                try check(answer, row, name)
            }
        }
        guard attempt != device.lastAttempt else { return }
        find(
            .refillAttempt, "psds",
            "The last attempt is \(device.lastAttempt); the last one decided at this sequence is \(attempt).")
    }

    private func check(_ answer: RefillAnswer, _ row: SQLRow, _ name: String) throws(DutyFailure) {
        let operation = answer.operation
        let word: String =
            switch answer.decision {
            case .granted: "granted"
            case .refused: "refused"
            case .cancelled: "cancelled"
            }
        if !isOwn(answer.signature, over: answer.signedForm, at: nil) {
            tally.find(
                .refillAnswer, "refills", name, device: key, "The stored answer was not signed by the funds service.")
        }
        let fits =
            operation.psdKey == key && operation.id.hex == name && word == (try? row.text("decision"))
            && operation.sequence == (try? row.count("sequence", as: UInt64.self))
            && operation.attempt == (try? row.count("attempt", as: UInt32.self))
            && operation.amount == (try? row.amount("amount_paise"))
        if !fits {
            tally.find(.refillAnswer, "refills", name, device: key, "The row is not what its stored answer says.")
        }
        if word == "granted", try row.value("grant_sequence") == .null {
            tally.find(.grantComplete, "refills", name, device: key, "The refill was granted and there is no grant.")
        }
    }
}
