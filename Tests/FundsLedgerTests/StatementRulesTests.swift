import DutyModel
import FundsLedger
import Testing

/// Every combination of what may be known of a statement's counter.
@Suite struct StatementRulesTests {
    private let mine = ContentHash(unchecked: Array(repeating: 1, count: 32))
    private let other = ContentHash(unchecked: Array(repeating: 2, count: 32))

    @Test(arguments: [true, false]) func `the counter decides`(_ known: Bool) {
        func judge(_ counter: UInt64, seen: ContentHash?) -> StatementRuling {
            StatementRules.judge(
                counter: counter, hash: mine,
                facts: StatementFacts(highestCounter: 5, seenHash: seen, exchangeIsKnown: known))
        }
        #expect(judge(6, seen: nil) == .fresh)
        #expect(judge(.max, seen: nil) == .fresh)
        #expect(judge(5, seen: mine) == .seen)
        #expect(judge(2, seen: mine) == .seen)
        #expect(judge(5, seen: other) == .clone)
        #expect(judge(2, seen: other) == .clone)
        #expect(judge(4, seen: nil) == (known ? .overtaken : .rollback))
        #expect(judge(0, seen: nil) == (known ? .overtaken : .rollback))
    }
}
