import DutyModel
import Exchanges
import NetworkSetup
import Tablet

/// How the work that a form asked for ended.
enum FormOutcome: Sendable {
    /// The machine did it, and this came of it. A drawing is kept here, so that loading it again asks the machine for
    /// nothing.
    case answered(MachineReply)
    /// It failed, or was refused, under this name.
    case failed(DutyFailure, act: ActID?)
}
