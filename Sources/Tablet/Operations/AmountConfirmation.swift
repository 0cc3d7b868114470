import DutyModel

/// From which amount on a person is asked once more before money moves: a slip of the finger on one key makes ten times
/// as much of it.
public struct AmountConfirmation: Hashable, Sendable {
    /// What is above this is confirmed; nil for no amount.
    public let limit: Paise?

    /// A rule with this limit.
    public init(above limit: Paise?) { self.limit = limit }

    /// Whether this amount is to be confirmed.
    public func isNeeded(for amount: Paise) -> Bool { limit.map { amount > $0 } ?? false }

    /// Throws `confirmation_needed`, with the amount in words, for an amount above the limit that nobody confirmed.
    public func require(_ isConfirmed: Bool, of amount: Paise) throws(DutyFailure) {
        guard !isConfirmed, let limit, amount > limit else { return }
        throw DutyFailure(
            .confirmationNeeded,
            "\(Self.text(of: amount)) is above \(limit.rupeeText), so it is asked once more. Nothing was done.")
    }

    /// The amount in figures and in words: `₹5,001.00 (Rupees five thousand one only)`.
    public static func text(of amount: Paise) -> String { "\(amount.rupeeText) (\(amount.inWords))" }
}
