import DutyModel
import Exchanges
import Signing

/// Where the life of a device began, by what the device can prove of it; for books that lost the device.
///
/// Registers and counters of all lives go on, so a life that isn't the first began where the one before it ended. Its first
/// record names the last one before by its hash, and at its first grant the device held nothing.
package enum LifeBeginning {
    /// The beginning; `statementCounter` is the last one used before, which the device doesn't prove.
    ///
    /// The signatures of the report are checked before. Throws `usage_gap` or `grants_missing` where the device no longer
    /// holds what would prove it, and `register_mismatch` where what it holds doesn't fit together.
    package static func of(_ report: LicenceReport, statementCounter: UInt64) throws(DutyFailure) -> LifeStart {
        let (key, statement) = (report.psdKey, report.question.statement)
        guard key.life > 1 else { return .first }
        let place = try records(report, statement)
        func start(appliedSequence: UInt64, lastGrant: ContentHash) -> LifeStart {
            LifeStart(
                ascending: place.ascending, itemCount: place.itemCount, appliedSequence: appliedSequence,
                statementCounter: statementCounter, chainHead: place.chainHead, lastGrant: lastGrant)
        }
        guard let grant = report.firstGrant else {
            guard statement.registers.descending == .zero, report.firstRecords.isEmpty else {
                throw DutyFailure(
                    .grantsMissing,
                    "\(key) no longer holds the first grant of its life, so nothing proves its beginning.")
            }
            return start(appliedSequence: statement.appliedSequence, lastGrant: statement.lastGrant)
        }
        guard grant.operation.psdKey == key, case .granted(let total) = grant.decision,
            grant.operation.sequence <= statement.appliedSequence
        else { throw DutyFailure(.registerMismatch, "The grant that \(key) shows is not one of its life.") }
        guard try total.subtracting(grant.operation.amount) == place.ascending else {
            throw DutyFailure(
                .grantsMissing, "\(key) no longer holds the first grant of its life, so nothing proves its beginning.")
        }
        // The hash of the grant before it is lost with that life; nothing that this life signs names it any more.
        return start(appliedSequence: grant.operation.sequence - 1, lastGrant: .zero)
    }

    /// Where registers, items and the chain of records stood.
    private struct Place {
        let ascending: Paise
        let itemCount: UInt32
        let chainHead: ContentHash
    }

    private static func records(_ report: LicenceReport, _ statement: RegisterStatement) throws(DutyFailure) -> Place {
        let key = report.psdKey
        guard let first = report.firstRecords.last else {
            return Place(
                ascending: statement.registers.ascending, itemCount: statement.itemCount,
                chainHead: statement.chainHead)
        }
        guard first.record.stamp.record.psdKey == key, first.counter <= statement.itemCount else {
            throw DutyFailure(.registerMismatch, "The record that \(key) shows is not one of its life.")
        }
        if first.counter > 1 {
            guard report.firstRecords.count == 2, let before = report.firstRecords.first,
                before.counter == first.counter - 1, before.chainHash == first.record.previous,
                before.record.stamp.record.psdKey.serial == key.serial,
                before.record.stamp.record.psdKey.life < key.life
            else {
                throw DutyFailure(
                    .usageGap,
                    "\(key) no longer holds the last record before its life, so nothing proves its beginning.")
            }
        }
        return Place(
            ascending: try first.record.registers.ascending.subtracting(first.record.stamp.record.value),
            itemCount: first.counter - 1, chainHead: first.record.previous)
    }
}
