import DutyModel
import Exchanges
import Signing

extension SecurityDevice {
    /// Ends franking for good under this licence; the same id or act a second time changes nothing, and an act that
    /// asks for a withdrawal that has begun or ended takes it up. Durable on return.
    ///
    /// Throws `psd_state_refuses`, or `refill_outstanding` while money is on its way.
    public mutating func beginWithdrawal(
        id: OperationID, act: ActID? = nil, at reading: ClockReading
    ) throws(DutyFailure) {
        if let deed = try state.deedBefore(of: act) {
            guard case .withdrawal(id, _) = deed else { throw DeviceState.otherAct }
            return
        }
        try requireWorking()
        if let act, state.fatalReason == nil, state.completedWithdrawal == id {
            return try commit(.actNoted(act, .withdrawal(id, removed: .zero)), reserve: limits.questionReserveBytes)
        }
        try commit(
            try state.decideBeginWithdrawal(id: id, at: reading), by: act, noting: .withdrawal(id, removed: nil))
    }

    /// The final statement, which names the withdrawal. Nonce and statement counter are durable on return; only an
    /// order on the newest request counts.
    ///
    /// Throws `psd_state_refuses`, or `psd_upload_overdue` while records wait for their upload.
    public mutating func withdrawalRequest(
        nonce: Nonce, at reading: ClockReading
    ) throws(DutyFailure) -> WithdrawalRequest {
        try requireWorking()
        let (id, question) = try state.decideAskWithdrawal(nonce: nonce)
        try commit(.withdrawalAsked(question, reading), reserve: limits.questionReserveBytes)
        let statement = try state.statement(counter: question.statementCounter, at: reading)
        return try WithdrawalRequest(id: id, nonce: nonce, statement: statement).signed(sign)
    }

    /// Removes the funds as the signed order says; the customer's account gets them. Durable on return.
    ///
    /// Throws `psd_state_refuses`, `signature_bad`, `grant_not_mine`, `nonce_stale`, `epoch_stale`, `standing_missing`,
    /// `standing_conflict`, and `grant_control_total` where the order does not remove exactly what is left, and `value_malformed` for a time
    /// outside the years 1970 to 9999.
    public mutating func completeWithdrawal(_ order: WithdrawalOrder, at reading: ClockReading) throws(DutyFailure) {
        try requireWorking()
        try commit(
            try state.decideCompleteWithdrawal(order, at: reading, offered: offeredStanding, verifier: verifier),
            reserve: 0)
    }

    /// The device's word that its funds are gone, signed by the key that is to be destroyed. Its statement counter is
    /// new each time and durable on return.
    ///
    /// Throws `psd_state_refuses`, `key_missing` where the key is destroyed.
    public mutating func withdrawalConfirmation(at reading: ClockReading) throws(DutyFailure) -> WithdrawalConfirmation
    {
        try requireWorking()
        guard signer != nil || state.phase != .withdrawn else {
            throw DutyFailure(.keyMissing, "The key of this life is destroyed.")
        }
        let (id, counter) = try state.decideConfirmWithdrawal()
        try commit(.confirmationMade(statementCounter: counter, reading), reserve: limits.questionReserveBytes)
        let statement = try state.statement(counter: counter, at: reading)
        return try WithdrawalConfirmation(id: id, statement: statement).signed(sign)
    }

    /// Destroys the key of a withdrawn life, once the back end holds the confirmation: first the key, then the note of
    /// it in the journal, both durable on return. A crash between the two leaves a device that opens without a key,
    /// and asking again brings it to its end. A second time changes nothing.
    ///
    /// Throws `psd_state_refuses` where no confirmation was made, and what the keyring throws.
    public mutating func destroyKey() throws(DutyFailure) {
        try requireWorking()
        try state.require(.destroyKey)
        if state.keyDestroyed { return }
        let life = try state.requireKey().life
        // Without a name for the withdrawal, as a journal of the first version leaves it, nothing can be confirmed;
        // without a key neither.
        guard state.confirmedWithdrawal || state.completedWithdrawal == nil || signer == nil else {
            throw DutyFailure(.psdStateRefuses, "The withdrawal has not been confirmed yet.")
        }
        try keyring.destroyKey(life: life)
        signer = nil
        try commit(.keyDestroyed, reserve: 0)
    }

    /// Takes a withdrawn device, whose key is destroyed, out of use for ever. Durable on return. Throws `prints_unsettled`
    /// where prints are still owed: afterwards nothing can be printed.
    public mutating func destroy() throws(DutyFailure) {
        try requireWorking()
        try state.require(.destroy)
        guard state.keyDestroyed else {
            throw DutyFailure(.psdStateRefuses, "The key of the security device is not destroyed yet.")
        }
        let unsettled = state.unsettled(from: 0).count
        guard unsettled == 0 else {
            throw DutyFailure(
                .printsUnsettled, "\(unsettled) impressions were debited of which no print is known to have come out.")
        }
        try commit(.destroyed, reserve: 0)
    }
}
