import DutyModel
import FundsLedger
import Signing
import Storage

extension FundsService {
    /// Judges an audit and answers with a signed verdict.
    ///
    /// A verdict is bound to the request's id, nonce and statement. The same request again gets the same bytes;
    /// a new try of the same audit, with a new nonce, is judged anew. A good audit sets the next inspection
    /// date; a bad one leaves it, locks the device and raises an alarm. Throws, with nothing changed: what
    /// tokens and standing refuse, `signature_bad`, `operation_conflict`, `nonce_stale` for a try that a later
    /// one has overtaken, and what the database throws.
    public func audit(_ request: AuditRequest, from caller: MachineCaller) async throws(DutyFailure) -> AuditVerdict {
        let psdKey = request.statement.psdKey
        try await authenticate(
            caller, psdKey: psdKey, signature: request.signature, form: request.signedForm, subject: "audit request")
        return try await database.write { (transaction) throws(DutyFailure) in
            try ServiceEpoch.require(epoch, in: transaction)
            return try judge(request, from: caller.identity, in: transaction)
        }
    }

    private func judge(
        _ request: AuditRequest, from identity: MachineIdentity, in transaction: any SQLTransaction
    ) throws(DutyFailure) -> AuditVerdict {
        let audits = AuditBook(transaction: transaction)
        let psds = PSDBook(transaction: transaction)
        let entry = try psds.require(request.statement.psdKey, spokenForBy: identity)
        if let stored = try audits.find(request, of: entry) { return stored }
        let now = clock.now()
        let ruling = try StatementBook(transaction: transaction).observe(
            request.statement, of: entry, exchangeIsKnown: try audits.knows(request.id, of: entry), at: now)
        guard ruling != .overtaken else {
            throw DutyFailure(.nonceStale, "A later try of this audit was judged already.")
        }
        let facts = try audits.facts(request.statement, ruling: ruling, of: entry)
        let differences = AuditRules.differences(request.statement, unsentCount: request.unsentCount, facts: facts)
        let due = try settle(differences, of: entry, at: now, in: transaction)
        let verdict = try sign(request, differences: differences, due: due, at: now)
        try audits.store(verdict, for: request, of: entry, at: now)
        return verdict
    }

    /// What a verdict changes in the books; returns the inspection date that holds from now on.
    private func settle(
        _ differences: [AuditDifference], of entry: PSDEntry, at now: Timestamp, in transaction: any SQLTransaction
    ) throws(DutyFailure) -> Timestamp {
        let psds = PSDBook(transaction: transaction)
        guard differences.isEmpty else {
            if entry.standing == .active, !differences.contains(.clone), !differences.contains(.wentBack) {
                try psds.setStanding(.auditFailed, of: entry)
            } else if entry.standing != .blocked, differences.contains(.wentBack) {
                try psds.setStanding(.cloneSuspected, of: entry)
            }
            let named = differences.map(\.rawValue).joined(separator: ", ")
            try psds.raise(.registerMismatch, on: entry, detail: "Audit differences: \(named).", at: now)
            return entry.inspectionDue
        }
        if entry.standing == .auditFailed { try psds.setStanding(.active, of: entry) }
        let due = now.advanced(byDays: entry.inspectionLockDays)
        try transaction.execute(
            """
            UPDATE psds SET inspection_due_at = \(due) WHERE customer = \(entry.customer)
            AND psd_key = \(entry.psdKey)
            """)
        return due
    }

    private func sign(
        _ request: AuditRequest, differences: [AuditDifference], due: Timestamp, at now: Timestamp
    ) throws(DutyFailure) -> AuditVerdict {
        func verdict(_ signature: SignatureBytes) -> AuditVerdict {
            AuditVerdict(
                psdKey: request.statement.psdKey, id: request.id, nonce: request.nonce,
                statementCounter: request.statement.statementCounter, differences: differences, inspectionDue: due,
                epoch: epoch, time: now, signature: signature)
        }
        return verdict(try signer.sign(verdict(.unsigned).signedForm))
    }
}
