import DutyModel
import Exchanges
import FundsLedger
import Signing
import Storage

extension DeviceCheck {
    /// Grants follow each other without a gap, add up, and are each backed by a signed answer and a booking.
    func checkGrants() throws(DutyFailure) {
        var sequence = device.start.appliedSequence
        granted.add(device.start.ascending)
        try transaction.eachRow(checker) {
            grantPage(after: $0.number("sequence"))
        } visit: { (row) throws(DutyFailure) in
            let read = tally.reading("grants", "\(key)", device: key) { () throws(DutyFailure) in
                (sequence: try row.count("sequence") as UInt64, amount: try row.amount("amount_paise"))
            }
            guard let read else { return }
            if read.sequence != sequence &+ 1 {
                find(.grantSequence, "grants", "\(read.sequence)", "Grant \(read.sequence) follows \(sequence).")
            }
            sequence = read.sequence
            granted.add(read.amount)
            checkGrant(row, sequence: read.sequence, amount: read.amount)
        }
        checkNext(sequence)
    }

    private func grantPage(after sequence: Int64) -> SQLStatement {
        let account = LedgerAccount.inTransit(key).name
        return """
            SELECT g.*, r.answer, r.decision,
                (SELECT amount_paise FROM ledger_legs AS l WHERE l.customer = g.customer
                    AND l.operation_id = 'refill:' || g.operation_id AND l.account = \(account)) AS refilled,
                (SELECT amount_paise FROM ledger_legs AS l WHERE l.customer = g.customer
                    AND l.operation_id = 'reimport:' || g.operation_id AND l.account = \(account)) AS reimported,
                (SELECT -amount_paise FROM ledger_legs AS l WHERE l.customer = g.customer AND l.operation_id =
                    'confirmation:' || g.psd_key || ':' || g.sequence AND l.account = \(account)) AS confirmed,
                (SELECT -amount_paise FROM ledger_legs AS l WHERE l.customer = g.customer AND l.operation_id =
                    'return:' || g.psd_key || ':' || g.sequence AND l.account = \(account)) AS returned
            FROM grants AS g
            LEFT JOIN refills AS r ON r.customer = g.customer AND r.operation_id = g.operation_id
            WHERE g.customer = \(customer) AND g.psd_key = \(key) AND g.sequence > \(sequence)
            ORDER BY g.sequence LIMIT \(BooksChecker.pageSize)
            """
    }

    private func checkGrant(_ row: SQLRow, sequence: UInt64, amount: Paise) {
        let name = "\(sequence)"
        if (try? row.amount("control_total_after_paise")) != granted.amount {
            find(.grantControlTotal, "grants", name, "The control total after it is not \(granted.words).")
        }
        checkAnswer(of: row, sequence: sequence, amount: amount)
        let bookings = ["refilled", "reimported"].compactMap { try? row.amount($0) }
        if bookings != [amount] {
            find(.grantComplete, "grants", name, "The grant of \(amount.count) paise has no booking of that amount.")
        }
        let confirmed = try? row.amount("confirmed")
        let wentBack = try? row.amount("returned")
        switch GrantFate(row) {
        case .inTransit:
            inTransit.add(amount)
            guard confirmed != nil || wentBack != nil else { return }
            find(.grantEnd, "grants", name, "The grant is in transit by its row and ended in the ledger.")
        case .delivered:
            delivered.add(amount)
            guard confirmed != amount || wentBack != nil else { return }
            find(.grantEnd, "grants", name, "The grant was delivered and has no confirmation of its amount.")
        case .returned:
            if wentBack != amount || confirmed != nil {
                find(.grantEnd, "grants", name, "The grant was returned and has no booking of its return.")
            }
            guard device.standing != .retired, sequence <= givenUpAfter ?? .max else { return }
            find(.grantEnd, "grants", name, "The grant was returned and the device never gave it up.")
        case .unknown(let text):
            find(.grantEnd, "grants", name, "“\(text.prefix(24))” is no end of a grant.")
        }
    }

    private func checkAnswer(of row: SQLRow, sequence: UInt64, amount: Paise) {
        // Where the books had refused what the device then proved, the refusal is what is stored.
        let wasTakenBack = (try? row.amount("reimported")) != nil
        if wasTakenBack, (try? row.text("decision")) != "granted" { return }
        guard let answer: RefillAnswer = try? row.stored("answer") else {
            return find(.grantComplete, "grants", "\(sequence)", "The grant has no stored answer that can be read.")
        }
        guard case .granted(let total) = answer.decision, answer.operation.amount == amount,
            answer.operation.psdKey == key, answer.operation.sequence == sequence,
            total == (try? row.amount("control_total_after_paise")),
            answer.hash == (try? row.byteValue("answer_hash"))
        else { return find(.grantComplete, "grants", "\(sequence)", "The grant is not what its stored answer says.") }
    }

    private func checkNext(_ sequence: UInt64) {
        if device.nextSequence != sequence &+ 1 {
            find(.grantSequence, "psds", "The next sequence is \(device.nextSequence) after \(sequence) grants.")
        }
        guard device.granted != granted.amount else { return }
        find(
            .grantControlTotal, "psds",
            "Granted is \(device.granted.count) paise; the start and the grants together are \(granted.words).")
    }
}
