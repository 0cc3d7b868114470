import DutyModel
import Exchanges

extension DeviceState {
    /// Why nothing may be franked now, whatever the order; nil when franking is open.
    func frankingLock(at reading: ClockReading, limits: DeviceLimits) -> DutyFailure? {
        do throws(DutyFailure) {
            try require(.frank)
            let licence = try requireAuthorisation().limits
            guard !isTampered else { throw DutyFailure(.psdTampered, "The security device was opened.") }
            if let lock = standingLock { throw lock }
            guard auditDifferences.isEmpty else {
                let names = auditDifferences.map(\.rawValue).joined(separator: ", ")
                throw DutyFailure(.psdAuditFailed, "The last audit found a mismatch: \(names).")
            }
            guard clock?.hasGoneBack(at: reading) == false, let inspection else {
                throw DutyFailure(.psdClockWentBack, "The clock went back by more than five minutes.")
            }
            let now = now(at: reading)
            guard now < inspection.due else {
                throw DutyFailure(.psdInspectionOverdue, "The inspection was due at \(inspection.due).")
            }
            guard inspection.impressions < licence.impressionsPerInspection else {
                throw DutyFailure(.psdInspectionLimit, "No more impressions are allowed before the next inspection.")
            }
            if let locked = uploadLockTime(licence, at: reading), now >= locked {
                throw DutyFailure(.psdUploadOverdue, "Usage records have waited too long for their upload.")
            }
            guard usage.unsentCount < limits.unsentRecordsMaximum, itemCount < .max else {
                throw DutyFailure(.psdStoreFull, "The security device has no room for another record.")
            }
            if let lock = unsettledLock(limits) { throw lock }
            return nil
        } catch {
            return error
        }
    }

    /// When franking locks because the oldest record still waits; nil when none waits.
    func uploadLockTime(_ licence: FrankingLimits, at reading: ClockReading) -> Timestamp? {
        guard let madeAt = usage.oldestUnsentMadeAt else { return nil }
        let waited = waiting.seconds(at: reading, by: clock).subtractingReportingOverflow(madeAt)
        let allowed = Int64(licence.uploadLockDays + licence.uploadGraceDays) * 86_400
        return now(at: reading).advanced(bySeconds: allowed - (waited.overflow ? .max : waited.partialValue))
    }
}
