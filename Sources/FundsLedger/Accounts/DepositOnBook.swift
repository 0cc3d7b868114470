import DutyModel

/// Money that was paid in, as the books hold it.
public struct DepositOnBook: Hashable, Sendable {
    /// Whose account it was paid in to.
    public let customer: CustomerAccount
    /// The number under which it was paid in.
    public let challan: String
    /// The money.
    public let amount: Paise

    /// A deposit.
    public init(customer: CustomerAccount, challan: String, amount: Paise) {
        self.customer = customer
        self.challan = challan
        self.amount = amount
    }
}

/// A deposit that was booked by mistake and taken out again.
public struct DepositReversal: Hashable, Sendable {
    /// The deposit, all of which was taken out.
    public let deposit: DepositOnBook
    /// Why, in the operator's words.
    public let reason: String

    /// A reversal; throws as `OperatorReason.checked` does.
    public init(of deposit: DepositOnBook, because reason: String) throws(DutyFailure) {
        self.deposit = deposit
        self.reason = try OperatorReason.checked(reason)
    }
}
