import DutyModel

/// A granted refill as the books hold it.
public struct GrantOnBook: Hashable, Sendable {
    /// Its place in the device's life, from 1.
    public let sequence: UInt64
    /// The money granted.
    public let amount: Paise
    /// The control total the device has once it applied the grant.
    public let controlTotalAfter: Paise
    /// Hash of the signed answer.
    public let answerHash: ContentHash
    /// How it stopped being in transit; nil while it is on its way.
    public let end: GrantEnd?

    /// A grant.
    public init(
        sequence: UInt64, amount: Paise, controlTotalAfter: Paise, answerHash: ContentHash, end: GrantEnd? = nil
    ) {
        self.sequence = sequence
        self.amount = amount
        self.controlTotalAfter = controlTotalAfter
        self.answerHash = answerHash
        self.end = end
    }
}
