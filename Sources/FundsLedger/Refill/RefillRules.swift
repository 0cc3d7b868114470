import DutyModel

/// What the books hold at the moment a refill is asked for; read in the transaction that decides.
public struct RefillFacts: Hashable, Sendable {
    /// How the device stands.
    public var standing: PSDStanding
    /// The sequence the next grant must have.
    public var nextSequence: UInt64
    /// The highest attempt decided at that sequence; 0 before the first.
    public var lastAttempt: UInt32
    /// Everything ever granted to the device: the control total it has once all of it is applied.
    public var grantedControlTotal: Paise
    /// What the customer's account holds.
    public var customerFunds: Paise
    /// The most the descending register may hold.
    public var descendingMaximum: Paise

    /// Facts.
    public init(
        standing: PSDStanding, nextSequence: UInt64, lastAttempt: UInt32, grantedControlTotal: Paise,
        customerFunds: Paise, descendingMaximum: Paise
    ) {
        self.standing = standing
        self.nextSequence = nextSequence
        self.lastAttempt = lastAttempt
        self.grantedControlTotal = grantedControlTotal
        self.customerFunds = customerFunds
        self.descendingMaximum = descendingMaximum
    }
}

/// What to do with a request for a refill.
public enum RefillRuling: Hashable, Sendable {
    /// Decided before: give the stored bytes again.
    case storedAnswer
    /// Decide so now, sign it and store it under the operation's id.
    case decide(RefillDecision)
}

/// The rules of refills, as pure functions.
public enum RefillRules {
    /// Judges a request whose signature, token and device are already checked.
    ///
    /// `stored` is the operation that the books hold under the same id. Throws, and nothing may be stored for
    /// these: `operation_conflict` where the id was used with other content or the attempt was overtaken, and
    /// `sequence_not_next` where the device and the books disagree about which refill comes next.
    public static func judge(
        _ request: RefillRequest, stored: RefillOperation?, facts: RefillFacts
    ) throws(DutyFailure) -> RefillRuling {
        let operation = request.operation
        if let stored {
            guard stored == operation else {
                throw DutyFailure(.operationConflict, "The operation \(operation.id) was decided with other content.")
            }
            return .storedAnswer
        }
        let applied = request.statement.appliedSequence
        guard operation.sequence == facts.nextSequence, operation.sequence > applied,
            operation.sequence - applied == 1
        else {
            throw DutyFailure(
                .sequenceNotNext,
                "Refill \(operation.sequence) of a device that applied \(applied) is not refill \(facts.nextSequence).")
        }
        guard operation.attempt > facts.lastAttempt else {
            throw DutyFailure(.operationConflict, "Attempt \(operation.attempt) of this refill was decided already.")
        }
        return .decide(try decision(on: operation, statement: request.statement, facts: facts))
    }

    /// Grant or refusal of an operation that is next in turn.
    private static func decision(
        on operation: RefillOperation, statement: RegisterStatement, facts: RefillFacts
    ) throws(DutyFailure) -> RefillDecision {
        if let reason = facts.standing.refusal { return .refused(reason: reason, maximumAllowed: nil) }
        let registers = statement.registers
        guard registers.ascending >= .zero, registers.descending >= .zero,
            let held = try? registers.controlTotal, held == facts.grantedControlTotal
        else { return .refused(reason: .registerMismatch, maximumAllowed: nil) }
        let room = try facts.descendingMaximum.subtracting(registers.descending)
        let allowed = max(.zero, min(facts.customerFunds, room))
        if operation.amount <= .zero { return .refused(reason: .amountNotPositive, maximumAllowed: allowed) }
        if operation.amount > room { return .refused(reason: .refillOverMaximum, maximumAllowed: allowed) }
        if operation.amount > facts.customerFunds {
            return .refused(reason: .accountFundsShort, maximumAllowed: allowed)
        }
        return .granted(controlTotalAfter: try held.adding(operation.amount))
    }
}
