import DutyModel
import Signing

extension SecurityDevice {
    /// Gives the device its serial, once, or begins the next life of a withdrawn device; takes the public half
    /// of the signer as the key of this life. Durable on return.
    ///
    /// Throws `psd_state_refuses` for another phase, serial, life, or a key of an earlier life.
    public mutating func initialise(serial: PSDSerial, life: UInt8) throws(DutyFailure) {
        try requireWorking()
        let key = PSDKeyID(serial: serial, life: life)
        try commit(try state.decideInitialise(key, publicKey: signer.publicKey), reserve: limits.frankingReserveBytes)
    }

    /// Takes a licence, signed by the funds service that it names (`dutymark.authorisation.v1`); the same one a
    /// second time changes nothing. Durable on return.
    ///
    /// Throws `psd_state_refuses`, `signature_bad`, `grant_not_mine` for another device, `value_malformed`.
    public mutating func authorise(
        _ authorisation: Authorisation, signature: SignatureBytes, at reading: ClockReading
    ) throws(DutyFailure) {
        try requireWorking()
        if state.authorisation == authorisation, state.fatalReason == nil { return }
        let event = try state.decideAuthorise(authorisation, signature: signature, at: reading, verifier: verifier)
        try commit(event, reserve: limits.frankingReserveBytes)
    }

    /// Ends franking for good under this licence; the same id a second time changes nothing. Durable on return.
    ///
    /// Throws `psd_state_refuses`, or `refill_outstanding` while money is on its way.
    public mutating func beginWithdrawal(id: OperationID, at reading: ClockReading) throws(DutyFailure) {
        try requireWorking()
        guard let event = try state.decideBeginWithdrawal(id: id, at: reading) else { return }
        try commit(event, reserve: limits.questionReserveBytes)
    }

    /// The final statement, which names the withdrawal. Nonce and statement counter are durable on return.
    ///
    /// Throws `psd_state_refuses`, or `psd_upload_overdue` while records wait for their upload.
    public mutating func withdrawalRequest(
        nonce: Nonce, at reading: ClockReading
    ) throws(DutyFailure) -> AuditRequest {
        try requireWorking()
        let (id, question) = try state.decideAskWithdrawal(nonce: nonce)
        try commit(.withdrawalAsked(question, reading), reserve: limits.questionReserveBytes)
        return try signedAuditRequest(id: id, question: question, at: reading)
    }

    /// Removes the funds as the signed order says; the customer's account gets them. Durable on return.
    ///
    /// Throws `psd_state_refuses`, `signature_bad`, `grant_not_mine`, `nonce_stale`, `epoch_stale`, and
    /// `grant_control_total` where the order does not remove exactly what is left, and `value_malformed` for a time
    /// outside the years 1970 to 9999.
    public mutating func completeWithdrawal(_ order: WithdrawalOrder, at reading: ClockReading) throws(DutyFailure) {
        try requireWorking()
        try commit(try state.decideCompleteWithdrawal(order, at: reading, verifier: verifier), reserve: 0)
    }

    /// Takes a withdrawn device out of use for ever. Durable on return; the caller then destroys the key.
    public mutating func destroy() throws(DutyFailure) {
        try requireWorking()
        try state.require(.destroy)
        try commit(.destroyed, reserve: 0)
    }

    /// Takes note that the device was opened: nothing is franked any more. Durable on return.
    public mutating func tamper() throws(DutyFailure) {
        try requireWorking()
        try state.require(.tamper)
        if !state.isTampered { try commit(.tampered, reserve: 0) }
    }
}
