import DutyModel

/// What the books know of a device's statements.
public struct StatementFacts: Hashable, Sendable {
    /// The highest statement counter seen; 0 before the first.
    public var highestCounter: UInt64
    /// The hash of the statement seen with the counter of the one being judged, or nil.
    public var seenHash: ContentHash?
    /// Whether the refill or audit that carries the statement was answered before.
    public var exchangeIsKnown: Bool

    /// Facts.
    public init(highestCounter: UInt64, seenHash: ContentHash?, exchangeIsKnown: Bool) {
        self.highestCounter = highestCounter
        self.seenHash = seenHash
        self.exchangeIsKnown = exchangeIsKnown
    }
}

/// What a statement's counter says of it.
public enum StatementRuling: Hashable, Sendable {
    /// Never seen and newer than all: remember it.
    case fresh
    /// Seen before with the same content, late or sent again: it says nothing new.
    case seen
    /// Never seen and older than one that was, in an exchange that a later try already finished: it was overtaken
    /// on the way and says nothing new.
    case overtaken
    /// The counter was seen with other content: two devices speak with one key.
    case clone
    /// Never seen, yet older than one that was: the device went back in time.
    case rollback
}

/// The rules of statement counters.
public enum StatementRules {
    /// Judges a statement, given by its counter and hash.
    public static func judge(counter: UInt64, hash: ContentHash, facts: StatementFacts) -> StatementRuling {
        if let seen = facts.seenHash { return seen == hash ? .seen : .clone }
        if counter > facts.highestCounter { return .fresh }
        return facts.exchangeIsKnown ? .overtaken : .rollback
    }
}
