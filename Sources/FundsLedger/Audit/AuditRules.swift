import DutyModel
import Exchanges

/// A point of a device's usage records: where they stood after one of them.
package struct UsagePoint: Hashable, Sendable {
    /// The record's counter; 0 before the first.
    package var counter: UInt32
    /// The ascending register after it.
    package var ascending: Paise
    /// The record's hash; nil where the record was set aside and cannot be relied on.
    package var chainHead: ContentHash?
    /// The sum of the duty of all records up to it.
    package var reportedDuty: Paise

    package init(counter: UInt32, ascending: Paise, chainHead: ContentHash?, reportedDuty: Paise) {
        self.counter = counter
        self.ascending = ascending
        self.chainHead = chainHead
        self.reportedDuty = reportedDuty
    }
}

/// What the books hold at the moment of an audit.
struct AuditFacts: Hashable, Sendable {
    /// What the statement's counter says of it.
    var statementRuling: StatementRuling
    /// Whether two devices were found to speak with this key and no operator has lifted that.
    var cloneIsSuspected = false
    /// Where this life of the device began.
    var start = LifeStart.first
    /// The sequence of the last grant; 0 before the first.
    var grantedSequence: UInt64
    /// The grant the statement names as the last one applied; nil for none, or where the books hold no such.
    var appliedGrant: GrantOnBook?
    /// The newest statement seen before this one, or nil.
    var lastStatement: RegisterStatement?
    /// The last usage record the books hold.
    var usageHead: UsagePoint
    /// The usage record the statement names as its last, where the books hold it.
    var usageAtStatement: UsagePoint?
}

/// The rules of audits, as pure functions.
enum AuditRules {
    /// What differs between a device's statement and the books, in the order of `AuditDifference`.
    static func differences(
        _ statement: RegisterStatement, unsentCount: UInt32, facts: AuditFacts
    ) -> [AuditDifference] {
        AuditDifference.allCases.filter { difference in
            switch difference {
            case .controlTotal: controlTotalDiffers(statement, facts)
            case .sequence: statement.appliedSequence > facts.grantedSequence
            case .lastGrant: lastGrantDiffers(statement, facts)
            case .wentBack: wentBack(statement, facts)
            // Named in every audit until it is lifted, so that both devices lock.
            case .clone: facts.statementRuling == .clone || facts.cloneIsSuspected
            case .usageSum: usageDiffers(statement, unsentCount, facts)
            }
        }
    }

    private static func controlTotalDiffers(_ statement: RegisterStatement, _ facts: AuditFacts) -> Bool {
        let registers = statement.registers
        guard registers.ascending >= .zero, registers.descending >= .zero, let held = try? registers.controlTotal
        else { return true }
        // More refills applied than granted is named by its own difference.
        guard statement.appliedSequence <= facts.grantedSequence else { return false }
        return held != facts.appliedGrant?.controlTotalAfter ?? facts.start.ascending
    }

    private static func lastGrantDiffers(_ statement: RegisterStatement, _ facts: AuditFacts) -> Bool {
        guard statement.appliedSequence <= facts.grantedSequence else { return false }
        return statement.lastGrant != facts.appliedGrant?.answerHash ?? facts.start.lastGrant
    }

    private static func wentBack(_ statement: RegisterStatement, _ facts: AuditFacts) -> Bool {
        switch facts.statementRuling {
        case .rollback, .late: return true
        case .seen, .overtaken, .clone: return false
        case .fresh: break
        }
        return facts.lastStatement.map(statement.wentBack(since:)) ?? false
    }

    private static func usageDiffers(
        _ statement: RegisterStatement, _ unsentCount: UInt32, _ facts: AuditFacts
    ) -> Bool {
        let head = facts.usageHead
        if statement.itemCount > head.counter {
            // What the books lack must be waiting in the machine.
            return unsentCount < statement.itemCount - head.counter || statement.registers.ascending <= head.ascending
        }
        guard let point = facts.usageAtStatement else { return false }
        let chainDiffers = point.chainHead.map { $0 != statement.chainHead } ?? false
        return chainDiffers || statement.registers.ascending != point.ascending
            || point.reportedDuty != point.ascending
    }
}
