import DutyModel

/// How a device stands with the back end.
public enum PSDStanding: String, Hashable, Sendable, CaseIterable {
    /// It may be refilled.
    case active
    /// Its last audit found a difference; the next good audit lifts this.
    case auditFailed = "audit_failed"
    /// Two devices may be speaking with one key; only an operator lifts this.
    case cloneSuspected = "clone_suspected"
    /// An operator blocked it.
    case blocked

    /// Why a refill is refused in this standing, or nil.
    public var refusal: FailureCode? {
        switch self {
        case .active: nil
        case .auditFailed: .psdAuditFailed
        case .cloneSuspected: .psdCloneSuspected
        case .blocked: .machineBlocked
        }
    }
}
