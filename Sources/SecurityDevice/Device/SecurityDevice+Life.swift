import DutyModel
import Exchanges
import Signing

extension SecurityDevice {
    /// Gives the device its serial, once, or begins the next life of a withdrawn device whose key is destroyed; its
    /// key is made, or one that a crash left is taken up. Durable on return.
    ///
    /// Throws `psd_state_refuses` for another phase, serial, life, or a key of an earlier life.
    public mutating func initialise(serial: PSDSerial, life: UInt8, act: ActID? = nil) throws(DutyFailure) {
        try requireWorking()
        let key = PSDKeyID(serial: serial, life: life)
        try state.requireInitialisable(key)
        let newSigner = try keyring.makeKey(life: life)
        let event = try state.decideInitialise(key, publicKey: newSigner.publicKey)
        try commit(event.by(act), reserve: limits.frankingReserveBytes)
        signer = newSigner
    }

    /// Begins the next life of a withdrawn device with a new key; registers, counters, sequences and what the back end
    /// does not hold yet go on. Durable on return; the same act a second time changes nothing. Throws
    /// `psd_state_refuses`.
    public mutating func beginNextLife(act: ActID? = nil) throws(DutyFailure) {
        if let deed = try state.deedBefore(of: act) {
            guard case .lifeBegun = deed else { throw DeviceState.otherAct }
            return
        }
        try requireWorking()
        try state.require(.initialise)
        guard let old = state.psdKey, old.life < .max else {
            throw DutyFailure(.psdStateRefuses, "The device has no life before this one, or has had its last.")
        }
        try initialise(serial: old.serial, life: old.life + 1, act: act)
    }

    /// A request for the licence of this life, by its new key. The statement counter is durable on return; before the
    /// licence the time in it is the wall clock's. Throws `psd_state_refuses`.
    public mutating func configurationRequest(
        nonce: Nonce, at reading: ClockReading
    ) throws(DutyFailure) -> ConfigurationRequest {
        try requireWorking()
        try state.require(.requestConfiguration)
        guard let publicKey = state.publicKey else {
            throw DutyFailure(.psdStateRefuses, "The security device has no key yet.")
        }
        let counter = try state.nextStatementCounter()
        try commit(.configurationAsked(statementCounter: counter), reserve: limits.questionReserveBytes)
        let statement = try state.statement(counter: counter, at: reading)
        return try ConfigurationRequest(publicKey: publicKey, nonce: nonce, statement: statement).signed(sign)
    }

    /// Takes the licence of a configuration, as `authorise` does; the certificate is for whoever keeps it.
    public mutating func configure(_ configuration: DeviceConfiguration, at reading: ClockReading) throws(DutyFailure) {
        try authorise(configuration.authorisation, signature: configuration.signature, at: reading)
    }

    /// Takes a licence, signed by the funds service that it names (`dutymark.authorisation.v1` or `.v2`); the same one a
    /// second time changes nothing. Durable on return.
    ///
    /// Throws `psd_state_refuses`, `signature_bad`, `grant_not_mine` for another device, `service_key_unknown`,
    /// `licence_foreign` for a licence of the other kind, demonstration or not, and `value_malformed`.
    public mutating func authorise(
        _ authorisation: Authorisation, signature: SignatureBytes, at reading: ClockReading
    ) throws(DutyFailure) {
        try requireWorking()
        if let held = state.authorisation, held == authorisation, state.fatalReason == nil {
            // Whoever hands it over again may have put anything in the signature's place, and the base keeps what comes.
            return try verifier.require(signature, over: held.signedForm, by: held.fundsKey, on: "authorisation")
        }
        let event = try state.decideAuthorise(authorisation, signature: signature, at: reading, verifier: verifier)
        try commit(event, reserve: limits.frankingReserveBytes)
    }

    /// Takes note that the device was opened: nothing is franked any more. Durable on return.
    public mutating func tamper() throws(DutyFailure) {
        try requireWorking()
        try state.require(.tamper)
        if !state.isTampered { try commit(.tampered, reserve: 0) }
    }
}
