import DutyModel

/// What a clerk asks to be franked.
public struct FrankingOrder: Hashable, Sendable, Codable {
    /// The duty.
    public let amount: Paise
    /// The instrument.
    public let article: Article
    /// The state whose duty it is.
    public let state: StateCode

    /// An order for one impression.
    public init(amount: Paise, article: Article, state: StateCode) {
        self.amount = amount
        self.article = article
        self.state = state
    }
}
