import DutyModel
import Exchanges

/// What the books hold at the moment a refill is decided; read in the transaction that decides.
public struct RefillFacts: Hashable, Sendable {
    /// How the device stands.
    public var standing: PSDStanding
    /// The control total the device has once every grant is applied.
    public var controlTotal: Paise
    /// What the customer's account holds.
    public var customerFunds: Paise
    /// The most the descending register may hold.
    public var descendingMaximum: Paise

    /// Facts.
    public init(standing: PSDStanding, controlTotal: Paise, customerFunds: Paise, descendingMaximum: Paise) {
        self.standing = standing
        self.controlTotal = controlTotal
        self.customerFunds = customerFunds
        self.descendingMaximum = descendingMaximum
    }
}

/// The rules of refills, as pure functions.
public enum RefillRules {
    /// Whether the operation was decided before, by its id; else it must be the next in its turn.
    ///
    /// Throws, and nothing may be decided for these: `operation_conflict` where the id was used with other content or
    /// the attempt was overtaken, `grants_missing` where the device applied grants that the books do not hold, and
    /// `sequence_not_next` where the two disagree otherwise about which refill comes next.
    public static func requirePlace(
        _ operation: RefillOperation, statement: RegisterStatement, stored: RefillOperation?, device: DeviceAccount
    ) throws(DutyFailure) -> Bool {
        if try wasDecided(operation, stored: stored) { return true }
        try requireGrants(statement, device: device)
        guard operation.sequence == device.nextSequence else {
            throw outOfPlace(operation, statement: statement, device: device)
        }
        try requireNext(operation, statement: statement, device: device, lastAttempt: device.lastAttempt)
        return false
    }

    /// The same for an operation that is to be given up, which may also stand where the books granted another attempt
    /// already: books that were put back can do that, and the device would ask for its own for ever.
    ///
    /// `lastAttempt` is the highest that was decided at the operation's sequence.
    public static func requirePlaceToGiveUp(
        _ operation: RefillOperation, statement: RegisterStatement, stored: RefillOperation?, device: DeviceAccount,
        lastAttempt: UInt32
    ) throws(DutyFailure) -> Bool {
        if try wasDecided(operation, stored: stored) { return true }
        try requireGrants(statement, device: device)
        guard operation.sequence <= device.nextSequence else {
            throw outOfPlace(operation, statement: statement, device: device)
        }
        try requireNext(operation, statement: statement, device: device, lastAttempt: lastAttempt)
        return false
    }

    private static func wasDecided(_ operation: RefillOperation, stored: RefillOperation?) throws(DutyFailure) -> Bool {
        guard let stored else { return false }
        guard stored == operation else {
            throw DutyFailure(.operationConflict, "The operation \(operation.id) was decided with other content.")
        }
        return true
    }

    private static func requireGrants(_ statement: RegisterStatement, device: DeviceAccount) throws(DutyFailure) {
        let applied = statement.appliedSequence
        guard applied < device.nextSequence else {
            throw DutyFailure(
                .grantsMissing,
                "\(device.psdKey) applied \(applied) refills; these books hold \(device.nextSequence - 1).")
        }
    }

    /// An operation follows what its device applied, and its attempt the ones before.
    private static func requireNext(
        _ operation: RefillOperation, statement: RegisterStatement, device: DeviceAccount, lastAttempt: UInt32
    ) throws(DutyFailure) {
        let applied = statement.appliedSequence
        guard operation.sequence > applied, operation.sequence - applied == 1 else {
            throw outOfPlace(operation, statement: statement, device: device)
        }
        guard operation.attempt > lastAttempt else {
            throw DutyFailure(.operationConflict, "Attempt \(operation.attempt) of this refill was decided already.")
        }
    }

    private static func outOfPlace(
        _ operation: RefillOperation, statement: RegisterStatement, device: DeviceAccount
    ) -> DutyFailure {
        DutyFailure(
            .sequenceNotNext,
            "Refill \(operation.sequence) of a device that applied \(statement.appliedSequence) isn't refill "
                + "\(device.nextSequence).")
    }

    /// Grant or refusal of an operation that is next in turn.
    public static func decision(
        on operation: RefillOperation, statement: RegisterStatement, facts: RefillFacts
    ) throws(DutyFailure) -> RefillDecision {
        if let reason = facts.standing.refusal { return .refused(reason: reason, maximumAllowed: nil) }
        let registers = statement.registers
        guard registers.ascending >= .zero, registers.descending >= .zero,
            let held = try? registers.controlTotal, held == facts.controlTotal
        else { return .refused(reason: .registerMismatch, maximumAllowed: nil) }
        let room = max(.zero, try facts.descendingMaximum.subtracting(registers.descending))
        let allowed = max(.zero, min(facts.customerFunds, room))
        if operation.amount <= .zero { return .refused(reason: .amountNotPositive, maximumAllowed: allowed) }
        if operation.amount > room { return .refused(reason: .refillOverMaximum, maximumAllowed: allowed) }
        if operation.amount > facts.customerFunds {
            return .refused(reason: .accountFundsShort, maximumAllowed: allowed)
        }
        return .granted(controlTotalAfter: try held.adding(operation.amount))
    }
}
