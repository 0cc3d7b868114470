import DutyModel
import Exchanges

/// What the books know of a device's statements.
struct StatementFacts: Hashable, Sendable {
    /// The highest statement counter seen; the life's start before the first.
    var highestCounter: UInt64
    /// The statement with that counter, or nil.
    var last: RegisterStatement?
    /// The hash of the statement seen with the counter of the one being judged, or nil.
    var seenHash: ContentHash?
    /// The hash of the usage record that the statement names as the device's last, where the books hold that record.
    var chainAtItem: ContentHash?
    /// Whether the refill or audit that carries the statement was answered before.
    var exchangeIsKnown: Bool
}

/// What a statement says of the device that made it.
enum StatementRuling: Hashable, Sendable {
    /// Never seen and newer than all: remember it.
    case fresh
    /// Seen before with the same content, late or sent again: it says nothing new.
    case seen
    /// Never seen and older than one that was, in an exchange that a later try already finished: it was overtaken
    /// on the way and says nothing new.
    case overtaken
    /// Never seen and older than one that was, in an exchange that nobody knows. A message that was held up on the
    /// way looks so, and so does a device that was put back: nothing is decided on it, and the device is not locked
    /// for it, since one that was put back shows itself by what it says next.
    case late
    /// The counter was seen with other content, or an impression is: two devices speak with one key.
    case clone
    /// Newer than all, yet its registers, counters or sequence went back: the device was put back in time.
    case rollback
}

enum StatementRules {
    /// Judges a statement, whose hash is given.
    static func judge(_ statement: RegisterStatement, hash: ContentHash, facts: StatementFacts) -> StatementRuling {
        if let seen = facts.seenHash { return seen == hash ? .seen : .clone }
        guard statement.statementCounter > facts.highestCounter else {
            return facts.exchangeIsKnown ? .overtaken : .late
        }
        if let chain = facts.chainAtItem, chain != statement.chainHead { return .clone }
        if let last = facts.last, statement.wentBack(since: last) { return .rollback }
        return .fresh
    }
}

extension RegisterStatement {
    /// Whether something that never goes back did.
    func wentBack(since last: RegisterStatement) -> Bool {
        registers.ascending < last.registers.ascending || itemCount < last.itemCount
            || appliedSequence < last.appliedSequence
    }
}
