import DutyModel
import Exchanges
import Signing

extension SecurityDevice {
    /// How the device stands at this reading of the clocks; changes nothing.
    public func status(at reading: ClockReading) -> DeviceStatus {
        let lock = halted ?? state.frankingLock(at: reading, limits: limits)
        let licence = state.authorisation?.limits
        let now = state.now(at: reading)
        let warning = state.inspection.flatMap { period in
            licence.map { period.due.advanced(byDays: $0.inspectionWarnDays - $0.inspectionLockDays) }
        }
        let ascending = state.registers.ascending.count
        let total = ascending.addingReportingOverflow(state.registers.descending.count)
        var status = DeviceStatus(phase: state.phase, time: now)
        status.lock = lock?.code
        status.lockMessage = lock?.message
        status.psdKey = state.psdKey
        status.publicKey = state.publicKey
        status.authorisation = state.authorisation
        status.registers = state.registers
        status.controlTotal = Paise(total.overflow ? .max : total.partialValue)
        status.itemCount = state.itemCount
        status.appliedSequence = state.appliedSequence
        status.outstandingRefill = state.outstandingRefill?.operation
        status.lastRefill = state.lastAnswer
        status.outstandingAudit = state.outstandingAudit?.id
        status.outstandingWithdrawal = state.outstandingWithdrawal?.id
        status.auditDifferences = state.auditDifferences
        status.signedTime = state.clock?.signedTime
        status.inspectionDue = state.inspection?.due
        status.inspectionWarningFrom = warning
        status.inspectionWarns = warning.map { now >= $0 } ?? false
        status.impressionsSinceInspection = state.inspection?.impressions ?? 0
        status.valueSinceInspection = state.inspection?.value ?? .zero
        status.unsentCount = state.usage.unsentCount
        status.oldestUnsentTime = state.usage.oldestUnsent?.record.stamp.record.time
        status.uploadLocksAt = licence.flatMap { state.uploadLockTime($0, at: reading) }
        status.keyDestroyed = state.keyDestroyed
        status.unacknowledgedSpoils = state.prints.unacknowledged.count
        status.completedWithdrawal = state.completedWithdrawal
        status.actMark = state.acts.count
        status.standing = state.standing
        status.serviceRoot = state.obedience.root?.fingerprint
        return status
    }
}
