import DutyModel

/// Money that was paid in, as the books hold it.
package struct DepositOnBook: Hashable, Sendable {
    /// Whose account it was paid in to.
    package let customer: CustomerAccount
    /// The number under which it was paid in.
    package let challan: String
    package let amount: Paise

    package init(customer: CustomerAccount, challan: String, amount: Paise) {
        self.customer = customer
        self.challan = challan
        self.amount = amount
    }
}

/// A deposit that was booked by mistake and taken out again.
package struct DepositReversal: Hashable, Sendable {
    /// The deposit, all of which was taken out.
    package let deposit: DepositOnBook
    /// Why, in the operator's words.
    package let reason: String

    /// A reversal; throws as `OperatorReason.checked` does.
    package init(of deposit: DepositOnBook, because reason: String) throws(DutyFailure) {
        self.deposit = deposit
        self.reason = try OperatorReason.checked(reason)
    }
}
