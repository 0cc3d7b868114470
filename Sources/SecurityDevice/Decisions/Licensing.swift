import DutyModel
import Exchanges
import Signing

extension DeviceState {
    /// Throws unless a life of this name may begin: the serial is locked once, and a new life is the next one. Asked
    /// before its key is made.
    func requireInitialisable(_ key: PSDKeyID) throws(DutyFailure) {
        try require(.initialise)
        guard !isTampered else { throw DutyFailure(.psdTampered, "The security device was opened.") }
        if let old = psdKey {
            guard key.serial == old.serial else {
                throw DutyFailure(.psdStateRefuses, "The serial of the security device is \(old.serial), for ever.")
            }
            guard old.life < .max, key.life == old.life + 1 else {
                throw DutyFailure(.psdStateRefuses, "The next life is number \(UInt16(old.life) + 1), up to 255.")
            }
            guard keyDestroyed else {
                throw DutyFailure(.psdStateRefuses, "The key of the life before is not destroyed yet.")
            }
        } else {
            guard key.life == 1 else { throw DutyFailure(.psdStateRefuses, "The first life is number 1.") }
        }
    }

    /// Judges an initialisation with this key.
    func decideInitialise(_ key: PSDKeyID, publicKey: PublicKeyBytes) throws(DutyFailure) -> DeviceEvent {
        try requireInitialisable(key)
        guard publicKey != self.publicKey else { throw DutyFailure(.psdStateRefuses, "A new life needs a new key.") }
        return .initialised(key, publicKey)
    }

    /// Judges a licence: the service root vouches for the keys that it names. A base without a root learns them from
    /// the licence of its first life, for which only the channel vouches that it came through.
    func decideAuthorise(
        _ authorisation: Authorisation, signature: SignatureBytes, at reading: ClockReading,
        verifier: any FormVerifier
    ) throws(DutyFailure) -> DeviceEvent {
        try require(.authorise)
        try verifier.require(signature, over: authorisation.signedForm, by: authorisation.fundsKey, on: "authorisation")
        guard authorisation.psdKey == psdKey, authorisation.psdPublicKey == publicKey else {
            throw DutyFailure(.grantNotMine, "The authorisation belongs to another device.")
        }
        try requireKnownKeys(authorisation)
        try requireMark(authorisation)
        let limits = authorisation.limits
        let days = [
            limits.inspectionWarnDays, limits.inspectionLockDays, limits.uploadLockDays, limits.uploadGraceDays,
        ]
        guard limits.cap > .zero, limits.descendingMaximum > .zero, limits.valuePerInspection > .zero,
            days.allSatisfy({ (0...36_525).contains($0) }), limits.inspectionWarnDays <= limits.inspectionLockDays
        else {
            throw DutyFailure(.valueMalformed, "The limits of the authorisation make no sense.")
        }
        try Self.requireCalendar(authorisation.issuedAt)
        return .authorised(authorisation, reading)
    }

    /// Throws `licence_foreign` unless the licence bears the mark of those before: what was licensed once as a
    /// demonstration's never pays duty, and a device that does never becomes one.
    private func requireMark(_ authorisation: Authorisation) throws(DutyFailure) {
        guard let held = obedience.demonstration, held != authorisation.demonstration else { return }
        throw DutyFailure(
            .licenceForeign,
            authorisation.demonstration == nil
                ? "The licence doesn't say whether it is a demonstration's, as the device's last one did."
                : held
                    ? "The security device is a demonstration's for ever, and the licence is not."
                    : "The security device pays duty, and the licence is a demonstration's.",
            remedy: authorisation.demonstration == nil
                ? "Bring the machine and the back end to this version; the device asks again by itself." : nil)
    }
}
