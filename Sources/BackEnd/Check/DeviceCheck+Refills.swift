import DutyModel
import Exchanges
import FundsLedger
import Signing
import Storage

extension DeviceCheck {
    /// Every stored decision is what the funds service signed and what its row says.
    func checkRefills() throws(DutyFailure) {
        var attempt: UInt32 = 0
        try transaction.eachRow(checker) { last in
            """
            SELECT r.*, g.sequence AS grant_sequence FROM refills AS r LEFT JOIN grants AS g
            ON g.customer = r.customer AND g.psd_key = r.psd_key AND g.sequence = r.sequence
            AND g.operation_id = r.operation_id
            WHERE r.customer = \(customer) AND r.psd_key = \(key)
            AND (r.sequence, r.attempt) > (\(last.number("sequence")), \(last.number("attempt")))
            ORDER BY r.sequence, r.attempt LIMIT \(BooksChecker.pageSize)
            """
        } visit: { (row) throws(DutyFailure) in
            let name = (try? row.text("operation_id")) ?? "?"
            let answer: RefillAnswer? = tally.reading("refills", name, device: key) { () throws(DutyFailure) in
                try row.stored("answer")
            }
            if (try? row.count("sequence")) == device.nextSequence {
                attempt = max(attempt, (try? row.count("attempt")) ?? 0)
            }
            if let answer { try check(answer, row, name) }
        }
        guard attempt != device.lastAttempt else { return }
        find(
            .refillAttempt, "psds",
            "The last attempt is \(device.lastAttempt); the last one decided at this sequence is \(attempt).")
    }

    private func check(_ answer: RefillAnswer, _ row: SQLRow, _ name: String) throws(DutyFailure) {
        let operation = answer.operation
        let word = answer.decision.name
        if !isOwn(answer.signature, over: answer.signedForm, at: nil) {
            tally.find(
                .refillAnswer, "refills", name, device: key, "The stored answer was not signed by the funds service.")
        }
        let fits =
            operation.psdKey == key && operation.id.hex == name && word == (try? row.text("decision"))
            && operation.sequence == (try? row.count("sequence"))
            && operation.attempt == (try? row.count("attempt"))
            && operation.amount == (try? row.amount("amount_paise"))
        if !fits {
            tally.find(.refillAnswer, "refills", name, device: key, "The row is not what its stored answer says.")
        }
        if word == "granted", try row.value("grant_sequence") == .null {
            tally.find(.grantComplete, "refills", name, device: key, "The refill was granted and there is no grant.")
        }
    }
}
