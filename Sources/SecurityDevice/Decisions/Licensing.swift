import DutyModel
import Signing

extension DeviceState {
    /// Judges an initialisation: the serial is locked once; a new life is the next one and has a new key.
    func decideInitialise(_ key: PSDKeyID, publicKey: PublicKeyBytes) throws(DutyFailure) -> DeviceEvent {
        try require(.initialise)
        guard !isTampered else { throw DutyFailure(.psdTampered, "The security device was opened.") }
        if let old = psdKey {
            guard key.serial == old.serial else {
                throw DutyFailure(.psdStateRefuses, "The serial of the security device is \(old.serial), for ever.")
            }
            guard old.life < .max, key.life == old.life + 1 else {
                throw DutyFailure(.psdStateRefuses, "The next life is number \(UInt16(old.life) + 1).")
            }
            guard publicKey != self.publicKey else {
                throw DutyFailure(.psdStateRefuses, "A new life needs a new key.")
            }
        } else {
            guard key.life == 1 else { throw DutyFailure(.psdStateRefuses, "The first life is number 1.") }
        }
        return .initialised(key, publicKey)
    }

    /// Judges a licence. Nothing vouches for the key that signed it but the channel it comes through: the
    /// device learns its funds service from it, once a life.
    func decideAuthorise(
        _ authorisation: Authorisation, signature: SignatureBytes, at reading: ClockReading,
        verifier: any FormVerifier
    ) throws(DutyFailure) -> DeviceEvent {
        try require(.authorise)
        try verifier.require(
            signature, over: authorisation.signedForm, by: authorisation.fundsKey, on: "authorisation")
        guard authorisation.psdKey == psdKey, authorisation.psdPublicKey == publicKey else {
            throw DutyFailure(.grantNotMine, "The authorisation belongs to another device.")
        }
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

    /// Judges the beginning of a withdrawal; nil where this one has begun already.
    func decideBeginWithdrawal(id: OperationID, at reading: ClockReading) throws(DutyFailure) -> DeviceEvent? {
        if phase == .withdrawPending, fatalReason == nil, outstandingWithdrawal?.id == id { return nil }
        try require(.beginWithdrawal)
        guard outstandingRefill == nil else {
            throw DutyFailure(.refillOutstanding, "A refill is outstanding; its money would be lost.")
        }
        return .withdrawalBegun(id, reading)
    }

    /// The question about the withdrawal.
    func decideAskWithdrawal(nonce: Nonce) throws(DutyFailure) -> (id: OperationID, question: AskedQuestion) {
        try require(.requestWithdrawal)
        guard usage.unsentCount == 0 else {
            throw DutyFailure(.psdUploadOverdue, "Usage records must be uploaded before the device is withdrawn.")
        }
        guard let id = outstandingWithdrawal?.id else {
            throw DutyFailure(.psdStateRefuses, "No withdrawal has begun.")
        }
        return (id, try nextQuestion(nonce: nonce))
    }

    /// Judges the order that removes the funds.
    func decideCompleteWithdrawal(
        _ order: WithdrawalOrder, at reading: ClockReading, verifier: any FormVerifier
    ) throws(DutyFailure) -> DeviceEvent {
        try require(.completeWithdrawal)
        let fundsKey = try requireAuthorisation().fundsKey
        try verifier.require(order.signature, over: order.signedForm, by: fundsKey, on: "withdrawal")
        guard order.psdKey == psdKey else {
            throw DutyFailure(.grantNotMine, "The withdrawal belongs to another device.")
        }
        guard let outstanding = outstandingWithdrawal, outstanding.id == order.id, let asked = outstanding.asked,
            asked.nonce == order.nonce, asked.statementCounter == order.statementCounter
        else {
            throw DutyFailure(.nonceStale, "The withdrawal belongs to an earlier question.")
        }
        try requireEpoch(order.epoch)
        try Self.requireCalendar(order.time)
        guard order.removed == registers.descending else {
            throw DutyFailure(.grantControlTotal, "The withdrawal does not remove exactly the funds left.")
        }
        return .withdrawn(removed: order.removed, epoch: order.epoch, time: order.time, reading)
    }
}
