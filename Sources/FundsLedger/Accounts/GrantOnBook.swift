import DutyModel

/// A granted refill as the books hold it.
package struct GrantOnBook: Hashable, Sendable {
    /// Its place in the device's life, from 1.
    package let sequence: UInt64
    package let amount: Paise
    /// The control total the device has once it applied the grant.
    package let controlTotalAfter: Paise
    /// Hash of the signed answer.
    package let answerHash: ContentHash
    /// How it stopped being in transit; nil while it is on its way.
    package let end: GrantEnd?

    package init(
        sequence: UInt64, amount: Paise, controlTotalAfter: Paise, answerHash: ContentHash, end: GrantEnd? = nil
    ) {
        self.sequence = sequence
        self.amount = amount
        self.controlTotalAfter = controlTotalAfter
        self.answerHash = answerHash
        self.end = end
    }
}
