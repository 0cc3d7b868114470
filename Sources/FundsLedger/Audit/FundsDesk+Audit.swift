import DutyModel
import Exchanges
import Signing

extension FundsDesk {
    /// Judges an audit and signs the verdict.
    ///
    /// A verdict is bound to the request's id, nonce and statement. The same request again gets the same bytes; a new
    /// try of the same audit, with a new nonce, is judged anew. A good audit sets the next inspection date; a bad one
    /// leaves it, locks the device and raises an alarm. Refused: `operation_conflict` where id and nonce were used
    /// with other content, `nonce_stale` for a try that a later one overtook, `psd_retired`, and `grants_missing`
    /// where the device applied grants that these books do not hold and it has not tried yet to prove them.
    package func audit(_ request: AuditRequest) throws(DutyFailure) -> Result<AuditVerdict, DutyFailure> {
        let statement = request.statement
        var device = try require(statement.psdKey)
        let content = ContentHash(sha256: request.signedForm.bytes)
        if let stored = try books.verdict(request.id, nonce: request.nonce, of: device) {
            guard stored.content == content else {
                throw DutyFailure(.operationConflict, "The audit \(request.id) was judged with other content.")
            }
            return .success(stored.verdict)
        }
        guard device.standing != .withdrawn, device.standing != .retired else {
            throw DutyFailure(.psdRetired, "\(device.psdKey) is out of use; there is nothing to audit.")
        }
        let sequence = device.nextSequence
        let before = device
        let ruling = try observe(statement, of: &device, exchangeIsKnown: try books.knowsAudit(request.id, of: device))
        guard ruling != .overtaken else {
            throw DutyFailure(.nonceStale, "A later try of this audit was judged already.")
        }
        if ruling == .late {
            // A request that was held up on the way says nothing of how the device stands now, and an honest device
            // would be locked by its verdict. One that was put back shows itself by what it says next.
            try write(device, readAtSequence: sequence)
            return .failure(DutyFailure(.nonceStale, "A newer statement of \(device.psdKey) overtook this audit."))
        }
        if statement.appliedSequence >= device.nextSequence, device.standing != .auditFailed {
            try write(device, readAtSequence: sequence)
            return .failure(
                DutyFailure(
                    .grantsMissing,
                    "\(device.psdKey) applied \(statement.appliedSequence) refills; these books hold \(sequence - 1)."))
        }
        let facts = try auditFacts(statement, ruling: ruling, of: device, before: before)
        let differences = AuditRules.differences(statement, unsentCount: request.unsentCount, facts: facts)
        try settle(differences, of: &device)
        try tell(&device)
        let verdict = try sign(request, differences: differences, to: device)
        try books.store(verdict, content: content, of: device, at: now)
        // An operator's wish is met by the verdict, whatever it found; asked again, it would find that again.
        device.auditWantedAt = nil
        try write(device, readAtSequence: sequence)
        return .success(verdict)
    }

    /// What the books hold to compare a statement with; `before` is the device as it was before the statement came.
    func auditFacts(
        _ statement: RegisterStatement, ruling: StatementRuling, of device: DeviceAccount, before: DeviceAccount
    ) throws(DutyFailure) -> AuditFacts {
        AuditFacts(
            statementRuling: ruling, cloneIsSuspected: device.standing == .cloneSuspected, start: device.start,
            grantedSequence: device.nextSequence - 1,
            appliedGrant: try books.grant(statement.appliedSequence, of: device), lastStatement: before.lastStatement,
            usageHead: try books.usageHead(of: device).point,
            usageAtStatement: try books.usagePoint(at: statement.itemCount, of: device))
    }

    /// What a verdict changes of the device.
    private func settle(_ differences: [AuditDifference], of device: inout DeviceAccount) throws(DutyFailure) {
        guard differences.isEmpty else {
            if device.standing == .active { device.standing = .auditFailed }
            let named = differences.map(\.rawValue).joined(separator: ", ")
            return try books.raise(.registerMismatch, on: device, detail: "Audit differences: \(named).", at: now)
        }
        if device.standing == .auditFailed { device.standing = .active }
        device.inspectionDue = now.advanced(byDays: device.inspectionLockDays)
    }

    private func sign(
        _ request: AuditRequest, differences: [AuditDifference], to device: DeviceAccount
    ) throws(DutyFailure) -> AuditVerdict {
        return try AuditVerdict(
            psdKey: request.statement.psdKey, id: request.id, nonce: request.nonce,
            statementCounter: request.statement.statementCounter, differences: differences,
            inspectionDue: device.inspectionDue, epoch: epoch, time: now, standing: device.newestStanding?.named
        ).signed(by: signer)
    }
}
