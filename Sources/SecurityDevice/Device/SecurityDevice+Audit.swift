import DutyModel
import Exchanges
import Signing

extension SecurityDevice {
    /// Begins an audit; its id is durable on return. The same id a second time changes nothing, a new one
    /// replaces an audit that never got its verdict.
    public mutating func beginAudit(id: OperationID, act: ActID? = nil, at reading: ClockReading) throws(DutyFailure) {
        try requireWorking()
        if let deed = try state.deedBefore(of: act) {
            guard case .audit(id, _) = deed else { throw DeviceState.otherAct }
            return
        }
        try commit(try state.decideBeginAudit(id: id, at: reading), by: act, noting: .audit(id, nil))
    }

    /// A request for the audit that has begun. Nonce and statement counter are durable on return; only a verdict
    /// on the newest request counts. Throws `psd_state_refuses`.
    ///
    /// - Parameter namesRoot: whether the back end reads a request that says which service root the device obeys.
    public mutating func auditRequest(
        nonce: Nonce, namesRoot: Bool = false, at reading: ClockReading
    ) throws(DutyFailure) -> AuditRequest {
        try requireWorking()
        let (id, question) = try state.decideAskAudit(nonce: nonce)
        try commit(.auditAsked(question, reading), reserve: limits.questionReserveBytes)
        let statement = try state.statement(counter: question.statementCounter, at: reading)
        let unsent = UInt32(state.usage.unsentCount)
        let root = namesRoot ? state.obedience.root?.fingerprint : nil
        return try AuditRequest(
            id: id, nonce: nonce, statement: statement, unsentCount: unsent, root: root
        ).signed(sign)
    }

    /// Applies a verdict: a good one starts a new inspection period, one with differences locks franking. Either
    /// sets the device's clock. Durable on return.
    ///
    /// A lock of the device's standing is lifted by the newer one that the verdict names.
    ///
    /// Throws `psd_state_refuses`, `signature_bad`, `grant_not_mine`, `nonce_stale`, `epoch_stale`, `standing_missing`
    /// where the standing that it names was not taken before, `standing_conflict`, and `value_malformed` for a time
    /// outside the years 1970 to 9999.
    public mutating func applyVerdict(_ verdict: AuditVerdict, at reading: ClockReading) throws(DutyFailure) {
        try requireWorking()
        try commit(
            try state.decideApplyVerdict(verdict, at: reading, offered: offeredStanding, verifier: verifier), reserve: 0
        )
    }
}
