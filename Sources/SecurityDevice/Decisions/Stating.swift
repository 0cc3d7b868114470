import DutyModel
import Exchanges

extension DeviceState {
    /// The question to be asked next, with a counter that no statement had before.
    func nextQuestion(nonce: Nonce) throws(DutyFailure) -> AskedQuestion {
        AskedQuestion(nonce: nonce, statementCounter: try nextStatementCounter())
    }

    /// A statement counter that no statement had before.
    func nextStatementCounter() throws(DutyFailure) -> UInt64 {
        guard statementCounter < .max else {
            throw DutyFailure(.psdStateRefuses, "The security device can make no further statement.")
        }
        return statementCounter + 1
    }

    /// What the device says of itself under this counter.
    func statement(counter: UInt64, at reading: ClockReading) throws(DutyFailure) -> RegisterStatement {
        RegisterStatement(
            psdKey: try requireKey(), registers: registers, itemCount: itemCount, appliedSequence: appliedSequence,
            lastGrant: lastGrant, statementCounter: counter, chainHead: chainHead, time: now(at: reading))
    }

    /// The question about the outstanding refill; throws `refill_none_outstanding`.
    func decideAskRefill(nonce: Nonce) throws(DutyFailure) -> (operation: RefillOperation, question: AskedQuestion) {
        try require(.requestRefill)
        guard let operation = outstandingRefill?.operation else {
            throw DutyFailure(.refillNoneOutstanding, "No refill is outstanding.")
        }
        return (operation, try nextQuestion(nonce: nonce))
    }

    /// The event that begins an audit; nil where this audit has begun already. A new id replaces an audit that
    /// never got its verdict: nothing of value hangs on it.
    func decideBeginAudit(id: OperationID, at reading: ClockReading) throws(DutyFailure) -> DeviceEvent? {
        try require(.beginAudit)
        return outstandingAudit?.id == id ? nil : .auditBegun(id, reading)
    }

    /// The question about the outstanding audit.
    func decideAskAudit(nonce: Nonce) throws(DutyFailure) -> (id: OperationID, question: AskedQuestion) {
        try require(.requestAudit)
        guard let id = outstandingAudit?.id else { throw DutyFailure(.psdStateRefuses, "No audit has begun.") }
        return (id, try nextQuestion(nonce: nonce))
    }
}
