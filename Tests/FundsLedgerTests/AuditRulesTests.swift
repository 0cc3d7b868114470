import DutyModel
import Exchanges
import Testing

@testable import FundsLedger

/// Each difference an audit can name, one change at a time from a good audit.
@Suite struct AuditRulesTests {
    private let key = PSDKeyID(serial: PSDSerial(1), life: 1)
    private let grantHash = ContentHash(unchecked: Array(repeating: 3, count: 32))
    private let head = ContentHash(unchecked: Array(repeating: 4, count: 32))

    private func statement(
        ascending: Int64 = 30, descending: Int64 = 70, items: UInt32 = 2, applied: UInt64 = 1,
        lastGrant: ContentHash? = nil, chainHead: ContentHash? = nil
    ) -> RegisterStatement {
        RegisterStatement(
            psdKey: key, registers: Registers(ascending: Paise(ascending), descending: Paise(descending)),
            itemCount: items, appliedSequence: applied, lastGrant: lastGrant ?? grantHash, statementCounter: 9,
            chainHead: chainHead ?? head, time: Timestamp(0))
    }

    private var facts: AuditFacts {
        let point = UsagePoint(counter: 2, ascending: Paise(30), chainHead: head, reportedDuty: Paise(30))
        return AuditFacts(
            statementRuling: .fresh, grantedSequence: 1,
            appliedGrant: GrantOnBook(
                sequence: 1, amount: Paise(100), controlTotalAfter: Paise(100), answerHash: grantHash, end: .delivered),
            lastStatement: nil, usageHead: point, usageAtStatement: point)
    }

    private func judge(
        _ statement: RegisterStatement, unsent: UInt32 = 0, _ change: (inout AuditFacts) -> Void = { _ in }
    ) -> [AuditDifference] {
        var facts = facts
        change(&facts)
        return AuditRules.differences(statement, unsentCount: unsent, facts: facts)
    }

    @Test func `a device that agrees with the books passes`() {
        #expect(judge(statement()).isEmpty)
        #expect(judge(statement(ascending: 40, descending: 60, items: 3), unsent: 1).isEmpty)
    }

    @Test func `a control total that was not granted is named`() {
        #expect(judge(statement(descending: 71)) == [.controlTotal])
        #expect(judge(statement(descending: -1)) == [.controlTotal])
        #expect(judge(statement(descending: .max)) == [.controlTotal])
    }

    @Test func `a refill the books do not hold is named`() {
        #expect(judge(statement(descending: 170, applied: 2)) { $0.appliedGrant = nil } == [.sequence])
    }

    @Test func `another last grant is named`() {
        #expect(judge(statement(lastGrant: head)) == [.lastGrant])
    }

    @Test func `a register, item number or sequence that went back is named`() {
        for later in [
            statement(ascending: 31, descending: 69), statement(items: 3), statement(applied: 2),
        ] {
            #expect(judge(statement()) { $0.lastStatement = later } == [.wentBack])
        }
        #expect(judge(statement()) { $0.statementRuling = .rollback } == [.wentBack])
        #expect(judge(statement()) { $0.statementRuling = .late } == [.wentBack])
    }

    @Test func `a clone is named`() {
        #expect(judge(statement()) { $0.statementRuling = .clone } == [.clone])
    }

    @Test func `duty that no record explains is named`() {
        #expect(judge(statement(ascending: 31, descending: 69)) == [.usageSum])
        #expect(judge(statement(chainHead: grantHash)) == [.usageSum])
        #expect(judge(statement()) { $0.usageAtStatement?.reportedDuty = Paise(29) } == [.usageSum])
        #expect(judge(statement(ascending: 50, descending: 50, items: 4), unsent: 1) == [.usageSum])
    }

    @Test func `a statement older than the newest upload is compared at its own record`() {
        let differences = judge(statement()) {
            $0.usageHead = UsagePoint(counter: 5, ascending: Paise(90), chainHead: head, reportedDuty: Paise(90))
        }
        #expect(differences.isEmpty)
    }
}
