import DutyModel
import Exchanges

/// What the tablet does without being asked.
enum AutomaticDuty: Hashable, Sendable, CaseIterable {
    /// Takes up an outstanding refill.
    case refill
    /// Has the device inspected when the date is near or past, or where an audit has begun and has no verdict.
    case audit
    /// Uploads records that have waited long enough, or that a spoiled print waits for.
    case upload
    /// Asks for the licence of a device that has none.
    case configuration
    /// Takes up a withdrawal that stopped on its way.
    case withdrawal
    /// Brings declarations of spoiled prints to the back end.
    case spoils
    /// Renews the machine's certificate before it ends.
    case certificate

    /// The duties due for a device that stands like this, by its own time; no clock, no network.
    ///
    /// - Parameter prevented: what a broken network kept from being done when it was last tried: it is done now,
    /// however
    ///   far off its date is, so that nobody has to ask for it twice.
    static func due(
        _ status: DeviceStatus, settings: TabletSettings, auditIsWanted: Bool = false, recordsLeftOver: Bool = false,
        certificateIsDue: Bool = false, prevented: Set<AutomaticDuty> = []
    ) -> [AutomaticDuty] {
        if status.phase == .initialised { return [.configuration] }
        // First, because without a certificate nothing else is done.
        var due: [AutomaticDuty] = certificateIsDue && status.authorisation != nil ? [.certificate] : []
        if isBeingWithdrawn(status) { return due + [.withdrawal] }
        if status.outstandingRefill != nil, status.phase.allows(.requestRefill) { due.append(.refill) }
        // The back end takes a declaration for what it is once it has the impression's record.
        let spoilsWait = status.unacknowledgedSpoils > 0
        let ownPress =
            status.phase.allows(.applyReceipt) && status.unsentCount > 0
            && (prevented.contains(.upload) || spoilsWait || uploadPresses(status, settings))
        if ownPress || recordsLeftOver { due.append(.upload) }
        // An audit that has begun is brought to its verdict; whoever asked for it waits for that.
        let goesOn = status.outstandingAudit != nil
        if status.phase.allows(.requestAudit),
            auditIsWanted || goesOn || prevented.contains(.audit) || auditHelps(status)
        {
            due.append(.audit)
        }
        if spoilsWait { due.append(.spoils) }
        return due
    }

    /// Whether a withdrawal was begun and is not over; it sends what waits by itself.
    private static func isBeingWithdrawn(_ status: DeviceStatus) -> Bool {
        status.phase == .withdrawPending || status.phase == .withdrawn && !status.keyDestroyed
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

extension AutomaticDuty {
    /// The duty under which a problem is noted, where it is one that is done without being asked.
    init?(_ duty: ProblemBook.Duty) {
        switch duty {
        case .refill: self = .refill
        case .audit: self = .audit
        case .upload: self = .upload
        case .configuration: self = .configuration
        case .withdrawal: self = .withdrawal
        case .spoils: self = .spoils
        case .certificate: self = .certificate
        case .base, .refusal, .network, .outbox, .printing, .keyList, .serviceKeys: return nil
        }
    }
}
