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

    /// The most characters of a reason.
    public static let longestReason = 200

    /// A reversal; throws `value_malformed` unless the reason is one line of 1 to 200 readable characters.
    public init(of deposit: DepositOnBook, because reason: String) throws(DutyFailure) {
        let isReadable = reason.unicodeScalars.allSatisfy { scalar in
            ![.control, .lineSeparator, .paragraphSeparator, .surrogate].contains(scalar.properties.generalCategory)
        }
        guard (1...Self.longestReason).contains(reason.count), isReadable, reason.contains(where: { $0 != " " }) else {
            throw DutyFailure(
                .valueMalformed, "A reason is one line of 1 to \(Self.longestReason) readable characters.",
                remedy: "Say in a few words why the deposit is wrong.")
        }
        self.deposit = deposit
        self.reason = reason
    }
}
