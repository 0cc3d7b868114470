import DutyModel
import SecurityDevice

/// What the tablet does without being asked.
enum AutomaticDuty: Hashable, Sendable, CaseIterable {
    /// Takes up an outstanding refill.
    case refill
    /// Has the device inspected when the date is near or past.
    case audit
    /// Uploads records that have waited long enough.
    case upload

    /// The duties due for a device that stands like this, by its own time; no clock, no network.
    static func due(_ status: DeviceStatus, settings: TabletSettings) -> [AutomaticDuty] {
        var due: [AutomaticDuty] = []
        if status.outstandingRefill != nil, status.phase.allows(.requestRefill) { due.append(.refill) }
        if status.phase.allows(.applyReceipt), status.unsentCount > 0, uploadPresses(status, settings) {
            due.append(.upload)
        }
        if status.phase.allows(.requestAudit), auditHelps(status) { due.append(.audit) }
        return due
    }

    /// A lock that an upload opens counts whatever the dates say: they may come from a clock that was wrong.
    private static func uploadPresses(_ status: DeviceStatus, _ settings: TabletSettings) -> Bool {
        if status.lock == .psdUploadOverdue || status.lock == .psdStoreFull { return true }
        guard let oldest = status.oldestUnsentTime else { return false }
        return status.time >= oldest.advanced(bySeconds: settings.automaticUploadHours * 3600)
    }

    /// An audit that found differences is for people to look into; another one would find them again.
    private static func auditHelps(_ status: DeviceStatus) -> Bool {
        guard status.auditDifferences.isEmpty else { return false }
        switch status.lock {
        case .psdInspectionOverdue, .psdInspectionLimit, .psdClockWentBack: return true
        default: return status.inspectionWarns
        }
    }
}
