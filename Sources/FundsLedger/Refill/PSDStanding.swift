import DutyModel

/// How a device stands with the back end.
package enum PSDStanding: String, Hashable, Sendable, Codable, CaseIterable {
    /// It may be refilled.
    case active
    /// Its last audit found a difference; the next good audit lifts this.
    case auditFailed = "audit_failed"
    /// Two devices may be speaking with one key; only an operator lifts this.
    case cloneSuspected = "clone_suspected"
    /// An operator blocked it.
    case blocked
    /// Another device took its place in the machine; it may still report and be withdrawn.
    case replaced
    /// It gave its funds back under a signed order; its life is over.
    case withdrawn
    /// An operator took it out of use without it: it was destroyed or lost.
    case retired

    /// Whether an audit may change the standing: the operator's word and the end of a life stay.
    package var isSettled: Bool { self != .active && self != .auditFailed }

    /// Why a refill is refused in this standing, or nil.
    package var refusal: FailureCode? {
        switch self {
        case .active: nil
        case .auditFailed: .psdAuditFailed
        case .cloneSuspected: .psdCloneSuspected
        case .blocked: .machineBlocked
        case .replaced, .withdrawn, .retired: .psdRetired
        }
    }
}
