import DutyModel
import Exchanges
import Signing

/// What the books hold of a device when its usage records are judged.
struct UsageFacts: Hashable, Sendable {
    /// Where the records stand.
    var head: UsagePoint
    /// The control total of the last record, which later ones never fall below.
    var controlTotal: Paise
    /// The grants whose control total is `controlTotal` or more, in order.
    var grants: [GrantOnBook]
    /// The state of the licence.
    var state: StateCode
}

/// What to do with one usage record.
enum UsageRuling: Hashable, Sendable {
    /// Book it; the registers it was signed with prove that the device applied all grants up to this sequence.
    case accept(appliedSequence: UInt64)
    /// Keep it raw and visible for an operator, for this reason.
    case setAside(FailureCode)
}

/// The rules of usage records, as pure functions.
package enum UsageRules {
    /// Checks the form of a batch before any record is looked at.
    ///
    /// Throws `value_malformed` for an empty batch, a wrong hash, or records of another device, and
    /// `usage_gap` where a counter is missing in the batch or between it and the records held.
    package static func checkForm(_ batch: UsageBatch, heldThrough: UInt32, recordsMaximum: Int) throws(DutyFailure) {
        guard let first = batch.records.first, batch.records.count <= recordsMaximum else {
            throw DutyFailure(.valueMalformed, "A batch holds 1 to \(recordsMaximum) usage records.")
        }
        guard batch.hashIsGood else {
            throw DutyFailure(.valueMalformed, "The hash of the batch does not fit its records.")
        }
        guard batch.records.allSatisfy({ $0.record.stamp.record.psdKey == batch.psdKey }) else {
            throw DutyFailure(.valueMalformed, "The batch holds records of another device than \(batch.psdKey).")
        }
        let contiguous = zip(batch.records, batch.records.dropFirst()).allSatisfy { before, after in
            before.counter < UInt32.max && before.counter + 1 == after.counter
        }
        guard first.counter > 0, contiguous, first.counter - 1 <= heldThrough else {
            throw DutyFailure(.usageGap, "The records held end at \(heldThrough); the batch does not go on from there.")
        }
    }

    /// Judges the record that follows the ones held; that the device signed it is already checked.
    static func judge(_ record: SignedUsageRecord, facts: UsageFacts) -> UsageRuling {
        let stamp = record.record.stamp.record
        let registers = record.record.registers
        guard stamp.value > .zero, registers.descending >= .zero else { return .setAside(.registerMismatch) }
        guard stamp.state == facts.state else { return .setAside(.stateNotLicensed) }
        guard let before = try? registers.ascending.subtracting(stamp.value), let total = try? registers.controlTotal
        else { return .setAside(.registerMismatch) }
        if let chainHead = facts.head.chainHead {
            guard record.record.previous == chainHead else { return .setAside(.usageConflict) }
            guard before == facts.head.ascending else { return .setAside(.registerMismatch) }
        } else {
            // After a record that was set aside the chain starts anew from what the device signs next.
            guard before >= facts.head.ascending else { return .setAside(.registerMismatch) }
        }
        guard total >= facts.controlTotal, let grant = facts.grants.first(where: { $0.controlTotalAfter == total })
        else { return .setAside(.registerMismatch) }
        return .accept(appliedSequence: grant.sequence)
    }

    /// Where the records stand after one more.
    ///
    /// The registers of a record that was set aside are not relied on: they stay where they were until an accepted
    /// one says how far the ascending register rose.
    static func head(
        after record: SignedUsageRecord, ruling: UsageRuling, from head: UsagePoint
    ) throws(DutyFailure) -> UsagePoint {
        let value = max(.zero, record.record.stamp.record.value)
        switch ruling {
        case .accept:
            // The first record after a doubtful one also tells what the doubtful ones amounted to.
            return UsagePoint(
                counter: record.counter, ascending: record.record.registers.ascending, chainHead: record.chainHash,
                reportedDuty: try head.reportedDuty.adding(value))
        case .setAside:
            let claimed = try? head.reportedDuty.adding(value)
            return UsagePoint(
                counter: record.counter, ascending: head.ascending, chainHead: nil,
                reportedDuty: claimed ?? head.reportedDuty)
        }
    }
}
