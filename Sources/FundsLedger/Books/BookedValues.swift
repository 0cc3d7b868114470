import DutyModel

/// Where the usage records of a device stand, and the control total of the last one.
public struct UsageHead: Hashable, Sendable {
    /// The point.
    public var point: UsagePoint
    /// The control total of the last accepted record, which later ones never fall below.
    public var controlTotal: Paise

    /// A head.
    public init(point: UsagePoint, controlTotal: Paise) {
        self.point = point
        self.controlTotal = controlTotal
    }
}

/// How a grant stopped being in transit.
public enum GrantEnd: String, Hashable, Sendable, CaseIterable {
    /// The device holds the money: it said so in something it signed, or an operator settled it so.
    case delivered
    /// The device can never apply it any more; the money is the customer's again.
    case returned
}

/// The duty of one usage record.
public struct UsageDuty: Hashable, Sendable {
    /// The duty.
    public let value: Paise
    /// The state it was printed under.
    public let state: StateCode
    /// When the impression was made.
    public let time: Timestamp

    /// A duty.
    public init(value: Paise, state: StateCode, time: Timestamp) {
        self.value = value
        self.state = state
        self.time = time
    }
}

/// A withdrawal as the books hold it.
public struct WithdrawalOnBook: Hashable, Sendable {
    /// Its name, as the device gave it.
    public let id: OperationID
    /// The funds given back to the customer.
    public let removed: Paise
    /// The item number of the device's last impression.
    public let lastCounter: UInt32
    /// The registers, counters and hashes from which a next life goes on.
    public let end: LifeStart

    /// A withdrawal.
    public init(id: OperationID, removed: Paise, lastCounter: UInt32, end: LifeStart) {
        self.id = id
        self.removed = removed
        self.lastCounter = lastCounter
        self.end = end
    }
}

/// An operator's explicit word that money may leave an account though its device is under suspicion.
public struct OperatorWord: Hashable, Sendable {
    /// The booking that it allows, such as `refund:P00000042-1:17`.
    public let act: String
    /// Why, in the operator's words.
    public let reason: String

    /// A word on this act; throws as `OperatorReason.checked` does.
    public init(act: String, reason: String) throws(DutyFailure) {
        self.act = act
        self.reason = try OperatorReason.checked(reason)
    }
}

/// Why an operator did something, in a few words that are kept with it.
public enum OperatorReason {
    /// The most characters of a reason.
    static let charactersMaximum = 200

    /// The reason; throws `value_malformed` unless it is one line of 1 to 200 readable characters.
    public static func checked(_ reason: String) throws(DutyFailure) -> String {
        let isReadable = reason.unicodeScalars.allSatisfy { scalar in
            ![.control, .lineSeparator, .paragraphSeparator, .surrogate].contains(scalar.properties.generalCategory)
        }
        guard (1...charactersMaximum).contains(reason.count), isReadable, reason.contains(where: { !$0.isWhitespace })
        else {
            throw DutyFailure(
                .valueMalformed, "A reason is one line of 1 to \(charactersMaximum) readable characters.",
                remedy: "Say why in a few words.")
        }
        return reason
    }
}

/// A refund of a spoiled impression as the books hold it.
public struct RefundOnBook: Hashable, Sendable {
    /// The impression.
    public let counter: UInt32
    /// What went back to the customer.
    public let paid: Paise
    /// What the state's rule kept.
    public let deduction: Paise
    /// The rule that decided, such as `MH from 2014-01-01`.
    public let rule: String

    /// A refund.
    public init(counter: UInt32, paid: Paise, deduction: Paise, rule: String) {
        self.counter = counter
        self.paid = paid
        self.deduction = deduction
        self.rule = rule
    }
}
