import DutyModel
import Exchanges
import FundsLedger
import Signing
import Storage

extension DeviceCheck {
    /// Every verdict is what the funds service signed and what its row says.
    func checkAudits() throws(DutyFailure) {
        try transaction.eachRow(checker) { last in
            """
            SELECT audit_id, nonce, verdict FROM audits WHERE \(rowsOf: key, customer)
            AND (audit_id, nonce) > (\(last.text("audit_id")), \(last.text("nonce")))
            ORDER BY audit_id, nonce LIMIT \(BooksChecker.pageSize)
            """
        } visit: { (row) throws(DutyFailure) in
            let name = (try? row.text("audit_id")) ?? "?"
            guard let verdict: AuditVerdict = stored("verdict", in: row, "audits", name) else { return }
            if !isOwn(verdict.signature, over: verdict.signedForm, at: verdict.time) {
                find(.verdict, "audits", name, "The verdict was not signed by the funds service.")
            }
            if verdict.psdKey != key || verdict.id.hex != name || verdict.nonce.hex != (try? row.text("nonce")) {
                find(.verdict, "audits", name, "The row is not what its verdict says.")
            }
            if verdict.statementCounter == device.statementCounter, verdict.differences.isEmpty {
                newestStatementWasGood = true
            }
        }
    }

    /// The device's row holds its newest statement, whole.
    func checkStatements() throws(DutyFailure) {
        let newest = try transaction.row(
            "SELECT counter, hash FROM statements WHERE \(rowsOf: key, customer) ORDER BY counter DESC LIMIT 1")
        let counter: UInt64 = try newest?.count("counter") ?? device.start.statementCounter
        if counter != device.statementCounter {
            find(
                .statement, "psds",
                "The highest statement counter is \(device.statementCounter); statement \(counter) is the newest seen.")
        }
        guard let bytes = device.lastStatement else {
            guard newest != nil else { return }
            return find(.statement, "psds", "The newest statement is missing.")
        }
        let read = tally.reading("psds", "\(key) last_statement", device: key) { () throws(DutyFailure) in
            try StoredValue.decode(RegisterStatement.self, from: bytes)
        }
        guard let statement = read else { return }
        let hash: ContentHash? = try? newest?.byteValue("hash")
        if statement.psdKey != key || statement.statementCounter != device.statementCounter
            || statement.contentHash != hash
        {
            find(.statement, "psds", "The newest statement is not the one that was seen.")
        }
        if newestStatementWasGood { try checkRegisters(of: statement) }
    }

    /// A statement that an audit found good has the control total of the grant that it names.
    private func checkRegisters(of statement: RegisterStatement) throws(DutyFailure) {
        let row = try transaction.row(
            """
            SELECT control_total_after_paise FROM grants
            WHERE \(rowsOf: key, customer) AND sequence = \(statement.appliedSequence)
            """)
        let applied = try? row?.amount("control_total_after_paise")
        let wanted = statement.appliedSequence == device.start.appliedSequence ? device.start.ascending : applied
        guard let held = try? statement.registers.controlTotal, held == wanted else {
            return find(
                .registers, "psds",
                "The registers of statement \(statement.statementCounter) do not add up to the grants applied.")
        }
    }
}
