import BaseProtocol
import DutyModel

/// Has the registers compared with the books, and applies the verdict.
package struct AuditDialogue: Dialogue {
    private enum Stage { case start, request, asking, applying(AuditVerdict) }

    private var stage = Stage.start
    private var psdKey: PSDKeyID?
    private var mending = GrantsMending()

    /// An audit that begins, or goes on where one is outstanding in the device.
    package init() {}

    package mutating func next(_ event: DialogueEvent) -> DialogueStep<AuditOutcome> {
        switch mending.take(event, for: psdKey) as GrantsMending.Turn<AuditOutcome> {
        case .step(let step): return step
        case .askAgain: return askForRequest()
        case .notMine: break
        }
        switch (stage, event) {
        case (.start, .began): return askForRequest()
        case (.request, .base(.auditRequest(let request))):
            psdKey = request.statement.psdKey
            stage = .asking
            return .askService(.audit(request))
        case (.asking, .service(.auditVerdict(let verdict))):
            stage = .applying(verdict)
            return .askBase(.applyVerdict(verdict))
        case (.applying(let verdict), .base(.done)):
            return .done(
                .success(AuditOutcome(differences: verdict.differences, inspectionDue: verdict.inspectionDue)))
        default: return .ended(by: event)
        }
    }

    private mutating func askForRequest() -> DialogueStep<AuditOutcome> {
        stage = .request
        return .askBase(.auditRequest)
    }
}
