import DutyModel

/// Where the usage records of a device stand, and the control total of the last one.
package struct UsageHead: Hashable, Sendable {
    package var point: UsagePoint
    /// The control total of the last accepted record, which later ones never fall below.
    package var controlTotal: Paise

    package init(point: UsagePoint, controlTotal: Paise) {
        self.point = point
        self.controlTotal = controlTotal
    }
}

/// How a grant stopped being in transit.
package enum GrantEnd: String, Hashable, Sendable, CaseIterable {
    /// The device holds the money: it said so in something it signed, or an operator settled it so.
    case delivered
    /// The device can never apply it any more; the money is the customer's again.
    case returned
}

/// The duty of one usage record.
package struct UsageDuty: Hashable, Sendable {
    package let value: Paise
    /// The state it was printed under.
    package let state: StateCode
    /// When the impression was made.
    package let time: Timestamp

    package init(value: Paise, state: StateCode, time: Timestamp) {
        self.value = value
        self.state = state
        self.time = time
    }
}

/// A withdrawal as the books hold it.
package struct WithdrawalOnBook: Hashable, Sendable {
    /// Its name, as the device gave it.
    package let id: OperationID
    /// The funds given back to the customer.
    package let removed: Paise
    /// The item number of the device's last impression.
    package let lastCounter: UInt32
    /// The registers, counters and hashes from which a next life goes on.
    package let end: LifeStart

    package init(id: OperationID, removed: Paise, lastCounter: UInt32, end: LifeStart) {
        self.id = id
        self.removed = removed
        self.lastCounter = lastCounter
        self.end = end
    }
}

/// An operator's explicit word that money may leave an account though its device is under suspicion.
package struct OperatorWord: Hashable, Sendable {
    /// The booking that it allows, such as `refund:P00000042-1:17`.
    package let act: String
    /// Why, in the operator's words.
    package let reason: String

    /// A word on this act; throws as `OperatorReason.checked` does.
    package init(act: String, reason: String) throws(DutyFailure) {
        self.act = act
        self.reason = try OperatorReason.checked(reason)
    }
}

/// Why an operator did something, in a few words that are kept with it.
package enum OperatorReason {
    /// The most characters of a reason.
    static let charactersMaximum = 200

    /// The reason; throws `value_malformed` unless it is one line of 1 to 200 readable characters.
    package static func checked(_ reason: String) throws(DutyFailure) -> String {
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
package struct RefundOnBook: Hashable, Sendable {
    package let counter: UInt32
    /// What went back to the customer.
    package let paid: Paise
    /// What the state's rule kept.
    package let deduction: Paise
    /// The rule that decided, such as `MH from 2014-01-01`.
    package let rule: String

    package init(counter: UInt32, paid: Paise, deduction: Paise, rule: String) {
        self.counter = counter
        self.paid = paid
        self.deduction = deduction
        self.rule = rule
    }
}
