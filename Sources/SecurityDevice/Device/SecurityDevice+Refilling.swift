import DutyModel
import Exchanges
import Signing

extension SecurityDevice {
    /// Begins a refill; its content is frozen and durable on return. The same id and amount a second time give
    /// the same operation; so does the same act, whatever became of it since.
    ///
    /// Throws `psd_state_refuses`, `refill_outstanding`, `amount_not_positive`, `refill_over_maximum` with the
    /// most that would be accepted, `operation_conflict` for an id already decided, `psd_store_full`.
    public mutating func beginRefill(
        amount: Paise, id: OperationID, act: ActID? = nil, at reading: ClockReading
    ) throws(DutyFailure) -> RefillOperation {
        if let deed = try state.deedBefore(of: act) {
            guard case .refill(let operation, _) = deed, operation.amount == amount else { throw DeviceState.otherAct }
            return operation
        }
        try requireWorking()
        let (operation, event) = try state.decideBeginRefill(amount: amount, id: id, at: reading)
        try commit(event, by: act, noting: .refill(operation, nil))
        return operation
    }

    /// A request for the outstanding refill, or to give it up. Either is answered with what was decided before it came, or
    /// with a new decision; nothing is given up here before the answer. Nonce and statement counter are durable on return;
    /// only an answer to the newest question counts.
    ///
    /// Throws `psd_state_refuses`, `refill_none_outstanding`.
    public mutating func refillRequest(
        _ kind: RefillRequest.Kind = .funds, nonce: Nonce, act: ActID? = nil, at reading: ClockReading
    ) throws(DutyFailure) -> RefillRequest {
        try requireWorking()
        try state.require(kind == .funds ? .requestRefill : .requestCancellation)
        let (operation, question) = try state.decideAskRefill(nonce: nonce)
        let deed: ActDeed = kind == .funds ? .refill(operation, nil) : .cancellation(operation, nil)
        let first = try isFirst(act) { $0 == deed } ? act : nil
        let event: DeviceEvent =
            kind == .funds ? .refillAsked(question, reading) : .cancellationAsked(question, reading)
        try commit(event.by(first), reserve: limits.questionReserveBytes)
        let statement = try state.statement(counter: question.statementCounter, at: reading)
        return try RefillRequest(kind, operation: operation, nonce: nonce, statement: statement).signed(sign)
    }

    /// Whether the act asks for the first time; each further question about the same refill is the same act.
    private func isFirst(_ act: ActID?, or isSame: (ActDeed) -> Bool) throws(DutyFailure) -> Bool {
        guard let deed = try state.deedBefore(of: act) else { return true }
        guard isSame(deed) else { throw DeviceState.otherAct }
        return false
    }

    /// The newest grants applied, oldest first, over all lives; at most `GrantReport.grantsMaximum`.
    public var grants: [RefillAnswer] { state.grants }

    /// Applies the funds service's decision in one durable write; the decision applied last, given again,
    /// changes nothing. Grant, refusal and cancellation each end the outstanding refill.
    ///
    /// Throws `signature_bad`, `refill_none_outstanding`, `grant_not_mine`, `nonce_stale`, `epoch_stale`,
    /// `grant_control_total`, `standing_missing` where the standing that the envelope names was not taken before,
    /// `standing_conflict`, `value_malformed` for a time outside the years 1970 to 9999; the refill is then still
    /// outstanding.
    public mutating func applyRefill(
        _ answered: EnvelopedRefillAnswer, at reading: ClockReading
    ) throws(DutyFailure) -> RefillDecision {
        try requireWorking()
        switch try state.decideApplyRefill(answered, at: reading, offered: offeredStanding, verifier: verifier) {
        case .appliedBefore(let decision): return decision
        case .settles(let decision, let event):
            try commit(event, reserve: 0)
            return decision
        }
    }
}
