import BaseProtocol
import DutyModel
import Exchanges

/// Has the registers compared with the books, and applies the verdict.
///
/// Where the verdict says that refills or usage records are missing in the books, the books may have lost some that they
/// once confirmed: all that the device holds is brought again, and the registers are compared once more.
package struct AuditDialogue: Dialogue {
    private enum Stage {
        case start, request, asking, looking, applying(AuditVerdict)
        case reporting(GrantReportDialogue, AuditVerdict), resending(UploadDialogue, AuditVerdict)
    }

    private var stage = Stage.start
    private var psdKey: PSDKeyID?
    private var mending = GrantsMending()
    private let recordsPerBatch: Int
    private var hasMended = false
    private var hasBegun = false
    private let act: ActID?
    private let namesRoot: Bool

    /// An audit that begins, or goes on where one is outstanding in the device, by this act of a person; what has to be
    /// sent again goes in batches of so many records. The device names its service root where the back end reads that.
    package init(recordsPerBatch: Int, act: ActID? = nil, namesRoot: Bool = false) {
        self.recordsPerBatch = recordsPerBatch
        self.act = act
        self.namesRoot = namesRoot
    }

    package mutating func next(_ event: DialogueEvent) -> DialogueStep<AuditOutcome> {
        let step = step(after: event)
        guard hasBegun, case .done(.failure(let failure)) = step else { return step }
        // Whatever stopped it, the audit is outstanding in the device and may have its verdict later.
        return .done(.failure(failure.knowing(.notKnown)))
    }

    private mutating func step(after event: DialogueEvent) -> DialogueStep<AuditOutcome> {
        switch stage {
        case .reporting(let report, let verdict): return self.report(report, event, after: verdict)
        case .resending(let upload, let verdict): return resend(upload, event, after: verdict)
        default: break
        }
        switch mending.take(event, for: psdKey) as GrantsMending.Turn<AuditOutcome> {
        case .step(let step): return step
        case .askAgain: return askForRequest()
        case .notMine: break
        }
        switch (stage, event) {
        case (.start, .began): return askForRequest()
        case (.request, .base(.auditRequest(let request))):
            psdKey = request.statement.psdKey
            hasBegun = true
            stage = .asking
            return .askService(.audit(request))
        case (.asking, .service(.auditVerdict(let verdict))):
            stage = .applying(verdict)
            return .askBase(.applyVerdict(verdict))
        case (.request, .base(.outcome(.done(.audit(_, _?))))):
            // The act had its verdict before; what the audit comes to stands in the device.
            stage = .looking
            return .askBase(.status)
        case (.looking, .base(.status(let status))):
            guard let due = status.inspectionDue else { return .ended(by: event) }
            return .done(.success(AuditOutcome(differences: status.auditDifferences, inspectionDue: due)))
        case (.applying(let verdict), .base(.done)):
            return mend(after: verdict)
        default: return .ended(by: event)
        }
    }

    private mutating func mend(after verdict: AuditVerdict) -> DialogueStep<AuditOutcome> {
        let lacksRefills = verdict.differences.contains(.sequence)
        guard !hasMended, lacksRefills || verdict.differences.contains(.usageSum) else { return ended(with: verdict) }
        hasMended = true
        return lacksRefills
            ? report(GrantReportDialogue(psdKey: verdict.psdKey), .began, after: verdict)
            : resend(UploadDialogue(recordsPerBatch: recordsPerBatch, again: true), .began, after: verdict)
    }

    private mutating func report(
        _ dialogue: GrantReportDialogue, _ event: DialogueEvent, after verdict: AuditVerdict
    ) -> DialogueStep<AuditOutcome> {
        var report = dialogue
        let step = report.next(event)
        stage = .reporting(report, verdict)
        if let asked: DialogueStep<AuditOutcome> = step.passedOn() { return asked }
        if case .failure = step.result { return ended(with: verdict) }
        return resend(UploadDialogue(recordsPerBatch: recordsPerBatch, again: true), .began, after: verdict)
    }

    /// Whether or not everything could be sent again, the verdict stands until the next one.
    private mutating func resend(
        _ dialogue: UploadDialogue, _ event: DialogueEvent, after verdict: AuditVerdict
    ) -> DialogueStep<AuditOutcome> {
        var upload = dialogue
        let step = upload.next(event)
        stage = .resending(upload, verdict)
        if let asked: DialogueStep<AuditOutcome> = step.passedOn() { return asked }
        if case .failure = step.result { return ended(with: verdict) }
        return askForRequest()
    }

    private func ended(with verdict: AuditVerdict) -> DialogueStep<AuditOutcome> {
        .done(.success(AuditOutcome(differences: verdict.differences, inspectionDue: verdict.inspectionDue)))
    }

    private mutating func askForRequest() -> DialogueStep<AuditOutcome> {
        stage = .request
        // Where the books were mended, the second comparison is an audit of its own.
        return .askBase(.auditRequest(act: hasMended ? nil : act, namesRoot: namesRoot))
    }
}
