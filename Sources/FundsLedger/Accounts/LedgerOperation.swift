import DutyModel

/// One side of a booking; positive where the account gains.
package struct LedgerLeg: Hashable, Sendable {
    package let account: LedgerAccount
    /// What it gains, or loses where negative; never zero.
    package let amount: Paise

    package init(_ account: LedgerAccount, _ amount: Paise) {
        self.account = account
        self.amount = amount
    }
}

/// A booking of the ledger: legs that sum to zero, written once and never changed.
package struct LedgerOperation: Hashable, Sendable {
    /// The customer whose accounts it touches.
    package let customer: CustomerAccount
    /// Its name: a kind and what makes it one of its kind, such as `refill:1f0c…`. The name follows from the
    /// business fact, so booking the same fact twice meets the same key.
    package let id: String
    package let kind: Kind
    package let legs: [LedgerLeg]

    /// The kinds of booking.
    package enum Kind: String, Sendable, CaseIterable {
        /// Money came in.
        case deposit
        /// A deposit that was booked by mistake was taken out again.
        case reversal
        /// A refill was granted.
        case refill
        /// A device said that it holds the money of a refill.
        case confirmation
        /// Usage records were accepted.
        case usage
        /// A grant that a device can never apply any more went back to the customer.
        case grantReturn = "return"
        /// A grant that the device proved and these books had lost was booked again.
        case reimport
        /// A device gave its funds back.
        case withdrawal
        /// Funds of a device that is out of use went back to the customer, by its last statement.
        case settlement
        /// A state's rules allowed a refund of a spoiled impression.
        case refund
        /// An allowed refund was credited to the customer.
        case refundCredit = "refund-credit"
        /// An operator explained what was in suspense, with money from outside.
        case clearance
    }

    /// A booking; throws `ledger_broken` unless it has two legs or more, none of them zero, that sum to zero.
    package init(customer: CustomerAccount, kind: Kind, name: String, legs: [LedgerLeg]) throws(DutyFailure) {
        var sum = Paise.zero
        for leg in legs { sum = try sum.adding(leg.amount) }
        guard legs.count >= 2, sum == .zero, legs.allSatisfy({ $0.amount != .zero }) else {
            throw DutyFailure(.ledgerBroken, "The booking \(kind.rawValue):\(name) does not sum to zero.")
        }
        self.customer = customer
        self.id = "\(kind.rawValue):\(name)"
        self.kind = kind
        self.legs = legs
    }
}
