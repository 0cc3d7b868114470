import DutyModel
import SiteNetwork
import Tablet

/// How the work that a form asked for ended.
enum FormOutcome: Sendable {
    /// An impression was made.
    case franked(ImpressionSummary)
    /// The refill was decided.
    case refilled(RefillOutcome)
    /// The registers were compared.
    case audited(AuditOutcome)
    /// Records were uploaded.
    case uploaded(UploadOutcome)
    /// A drawing of an impression has begun; it is kept here, so that loading it again asks the machine for nothing.
    case drawn(DrawnImpression)
    /// A print is known to have come out.
    case delivered(UInt32)
    /// A print was declared spoiled.
    case spoiled(UInt32)
    /// The machine was withdrawn.
    case withdrawn(WithdrawalOutcome)
    /// The device began its next life.
    case lifeBegun
    /// The network's settings have these faults; nothing was changed.
    case networkRefused([NetworkFault])
    /// The network's settings are in force.
    case networkChanged(NetworkStanding)
    /// The network's settings are kept.
    case networkConfirmed
    /// The way to the back end was tested.
    case networkTested(NetworkTestReport)
    /// The doctor ran; the machine keeps what it found.
    case examined
    /// It failed, or was refused, under this name.
    case failed(DutyFailure, act: ActID?)
}
