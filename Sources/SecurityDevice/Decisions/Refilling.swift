import DutyModel
import Exchanges
import Signing

/// What an answer to a refill means for the device.
enum RefillVerdict {
    /// It was applied before; nothing changes.
    case appliedBefore(RefillDecision)
    /// It settles the outstanding refill.
    case settles(RefillDecision, DeviceEvent)
}

extension DeviceState {
    /// The operation of a new refill, or the outstanding one where id and amount are the same.
    func decideBeginRefill(
        amount: Paise, id: OperationID, at reading: ClockReading
    ) throws(DutyFailure) -> (operation: RefillOperation, event: DeviceEvent?) {
        try require(.beginRefill)
        if let outstanding = outstandingRefill?.operation {
            guard outstanding.id == id, outstanding.amount == amount else {
                throw DutyFailure(.refillOutstanding, "A refill is already outstanding.")
            }
            return (outstanding, nil)
        }
        guard !isTampered else { throw DutyFailure(.psdTampered, "The security device was opened.") }
        if let lock = standingLock { throw lock }
        guard auditDifferences.isEmpty else {
            throw DutyFailure(.psdAuditFailed, "The last audit found a mismatch, so no refill can begin.")
        }
        guard amount > .zero else { throw DutyFailure(.amountNotPositive, "The amount is not above zero.") }
        let most = try requireAuthorisation().limits.descendingMaximum
        let room = max(Paise.zero, try most.subtracting(registers.descending))
        guard amount <= room else {
            throw DutyFailure(
                .refillOverMaximum, "The refill would leave more funds in the machine than its licence allows.",
                maximumAllowed: room)
        }
        _ = try granted.adding(amount)
        guard lastAnswer?.operation.id != id else {
            throw DutyFailure(.operationConflict, "This refill has been decided already.")
        }
        guard appliedSequence < .max, attemptsRefused < .max else {
            throw DutyFailure(.psdStateRefuses, "The security device can count no further refill.")
        }
        let operation = RefillOperation(
            psdKey: try requireKey(), id: id, sequence: appliedSequence + 1, attempt: attemptsRefused + 1,
            amount: amount)
        return (operation, .refillBegun(operation, reading))
    }

    /// Judges an answer; every signature is checked before anything it says is looked at.
    func decideApplyRefill(
        _ answered: EnvelopedRefillAnswer, at reading: ClockReading, offered: DeviceStanding?,
        verifier: any FormVerifier
    ) throws(DutyFailure) -> RefillVerdict {
        try require(.applyRefill)
        let (answer, envelope) = (answered.answer, answered.envelope)
        let fundsKey = try fundsKey()
        try verifier.require(envelope, by: fundsKey, on: "envelope")
        try requireDecided(answer, by: fundsKey, verifier: verifier)
        try requireInForce(.funds, at: envelope.time)
        guard envelope.answerHash == answer.hash else {
            throw DutyFailure(.signatureBad, "The envelope belongs to another answer.")
        }
        if let lastAnswer, lastAnswer.hash == answer.hash { return .appliedBefore(lastAnswer.decision) }
        guard let outstanding = outstandingRefill else {
            throw DutyFailure(.refillNoneOutstanding, "No refill is outstanding.")
        }
        guard answer.operation == outstanding.operation else {
            throw DutyFailure(.grantNotMine, "The answer belongs to another refill.")
        }
        guard let asked = outstanding.asked, envelope.nonce == asked.nonce else {
            throw DutyFailure(.nonceStale, "The answer belongs to an earlier question.")
        }
        try requireEpoch(envelope.epoch)
        try Self.requireCalendar(envelope.time)
        if case .granted(let controlTotalAfter) = answer.decision {
            guard try controlTotalAfter == registers.controlTotal.adding(answer.operation.amount) else {
                throw DutyFailure(.grantControlTotal, "The grant's control total does not fit the registers.")
            }
        }
        let unlocking = try requireStanding(envelope.standing, offered: offered)
        let event = DeviceEvent.refillDecided(answer, epoch: envelope.epoch, time: envelope.time, reading)
        return .settles(answer.decision, event.unlocking(by: unlocking))
    }

    /// Throws `signature_bad` unless the funds service decided this; before its key was followed by another one, where
    /// the refill was outstanding then.
    private func requireDecided(
        _ answer: RefillAnswer, by fundsKey: PublicKeyBytes, verifier: any FormVerifier
    ) throws(DutyFailure) {
        let form = answer.signedForm
        guard !obedience.earlierFundsKeys.contains(where: { verifier.isValid(answer.signature, over: form, by: $0) })
        else { return }
        try verifier.require(answer.signature, over: form, by: fundsKey, on: "grant")
    }

    /// Throws `value_malformed` for a signed time that no clock shows. Asked before the time is written down: a
    /// journal that holds it would be added up to it at every start.
    static func requireCalendar(_ time: Timestamp) throws(DutyFailure) {
        guard Timestamp.calendar.contains(time) else {
            throw DutyFailure(.valueMalformed, "The service signed a time outside the years 1970 to 9999.")
        }
    }

    /// Throws `epoch_stale` for a term older than the highest seen.
    func requireEpoch(_ epoch: UInt64) throws(DutyFailure) {
        guard epoch >= self.epoch else {
            throw DutyFailure(.epochStale, "The answer comes from a funds server that has been replaced.")
        }
    }
}
