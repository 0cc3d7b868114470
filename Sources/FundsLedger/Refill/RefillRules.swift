import DutyModel
import Exchanges

/// The rules of refills, as pure functions.
enum RefillRules {
    /// Whether the operation was decided before, by its id; else it must be the next in its turn.
    ///
    /// One that is to be given up may also stand where the books granted another attempt already: books that were put back
    /// can do that, and the device would ask for its own for ever. `givingUpAfter` is the highest attempt that was decided at
    /// its sequence then.
    ///
    /// Throws, and nothing may be decided for these: `operation_conflict` where the id was used with other content or
    /// the attempt was overtaken, `grants_missing` where the device applied grants that the books do not hold, and
    /// `sequence_not_next` where the two disagree otherwise about which refill comes next.
    static func requirePlace(
        _ operation: RefillOperation, statement: RegisterStatement, stored: RefillOperation?, device: DeviceAccount,
        givingUpAfter lastAttempt: UInt32? = nil
    ) throws(DutyFailure) -> Bool {
        if let stored {
            guard stored == operation else {
                throw DutyFailure(.operationConflict, "The operation \(operation.id) was decided with other content.")
            }
            return true
        }
        let (applied, next, sequence) = (statement.appliedSequence, device.nextSequence, operation.sequence)
        guard applied < next else {
            throw DutyFailure(
                .grantsMissing, "\(device.psdKey) applied \(applied) refills; these books hold \(next - 1).")
        }
        guard lastAttempt == nil ? sequence == next : sequence <= next, sequence > applied, sequence - applied == 1
        else {
            throw DutyFailure(
                .sequenceNotNext, "Refill \(sequence) of a device that applied \(applied) isn't refill \(next).")
        }
        guard operation.attempt > lastAttempt ?? device.lastAttempt else {
            throw DutyFailure(.operationConflict, "Attempt \(operation.attempt) of this refill was decided already.")
        }
        return false
    }

    /// Grant or refusal of an operation that is next in turn; what the account holds was read in the transaction that decides.
    static func decision(
        on operation: RefillOperation, statement: RegisterStatement, device: DeviceAccount, customerFunds: Paise
    ) throws(DutyFailure) -> RefillDecision {
        if let reason = device.standing.refusal { return .refused(reason: reason, maximumAllowed: nil) }
        let registers = statement.registers
        guard registers.ascending >= .zero, registers.descending >= .zero,
            let held = try? registers.controlTotal, held == device.controlTotal
        else { return .refused(reason: .registerMismatch, maximumAllowed: nil) }
        let room = max(.zero, try device.descendingMaximum.subtracting(registers.descending))
        let allowed = max(.zero, min(customerFunds, room))
        if operation.amount <= .zero { return .refused(reason: .amountNotPositive, maximumAllowed: allowed) }
        if operation.amount > room { return .refused(reason: .refillOverMaximum, maximumAllowed: allowed) }
        if operation.amount > customerFunds { return .refused(reason: .accountFundsShort, maximumAllowed: allowed) }
        return .granted(controlTotalAfter: try held.adding(operation.amount))
    }
}
