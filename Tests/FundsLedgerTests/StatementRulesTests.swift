import DutyModel
import Exchanges
import Testing

@testable import FundsLedger

/// Every combination of what may be known of a statement.
@Suite struct StatementRulesTests {
    private let mine = ContentHash(unchecked: Array(repeating: 1, count: 32))
    private let other = ContentHash(unchecked: Array(repeating: 2, count: 32))

    private func statement(
        _ counter: UInt64, ascending: Int64 = 20, items: UInt32 = 3, applied: UInt64 = 2
    ) -> RegisterStatement {
        RegisterStatement(
            psdKey: PSDKeyID(serial: PSDSerial(1), life: 1),
            registers: Registers(ascending: Paise(ascending), descending: Paise(50)), itemCount: items,
            appliedSequence: applied, lastGrant: .zero, statementCounter: counter, chainHead: mine, time: Timestamp(0))
    }

    @Test(arguments: [true, false]) func `the counter decides`(_ known: Bool) {
        func judge(_ counter: UInt64, seen: ContentHash?) -> StatementRuling {
            StatementRules.judge(
                statement(counter), hash: mine,
                facts: StatementFacts(highestCounter: 5, seenHash: seen, exchangeIsKnown: known))
        }
        #expect(judge(6, seen: nil) == .fresh)
        #expect(judge(.max, seen: nil) == .fresh)
        #expect(judge(5, seen: mine) == .seen)
        #expect(judge(2, seen: mine) == .seen)
        #expect(judge(5, seen: other) == .clone)
        #expect(judge(2, seen: other) == .clone)
        // A message that was held up looks like this too, so an honest device is never locked for it.
        #expect(judge(4, seen: nil) == (known ? .overtaken : .late))
        #expect(judge(0, seen: nil) == (known ? .overtaken : .late))
    }

    @Test func `a newer statement never shows less than the one before`() {
        func judge(_ next: RegisterStatement) -> StatementRuling {
            StatementRules.judge(
                next, hash: mine,
                facts: StatementFacts(highestCounter: 5, last: statement(5), seenHash: nil, exchangeIsKnown: false))
        }
        #expect(judge(statement(6)) == .fresh)
        #expect(judge(statement(6, ascending: 21, items: 4, applied: 3)) == .fresh)
        #expect(judge(statement(6, ascending: 19)) == .rollback)
        #expect(judge(statement(6, items: 2)) == .rollback)
        #expect(judge(statement(6, applied: 1)) == .rollback)
    }

    @Test func `a statement that names another last impression than the one held betrays a clone`() {
        func judge(_ chain: ContentHash?) -> StatementRuling {
            StatementRules.judge(
                statement(6), hash: mine,
                facts: StatementFacts(highestCounter: 5, seenHash: nil, chainAtItem: chain, exchangeIsKnown: false))
        }
        #expect(judge(nil) == .fresh)
        #expect(judge(mine) == .fresh)
        #expect(judge(other) == .clone)
    }
}
