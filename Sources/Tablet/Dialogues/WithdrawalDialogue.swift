import BaseProtocol
import DutyModel
import Exchanges

/// How a withdrawal ended.
public struct WithdrawalOutcome: Hashable, Sendable, Codable {
    /// The money that went back to the customer's account; nil where that was done before this was asked.
    public var removed: Paise?
}

/// Withdraws a device for good: franking ends, what waits is sent, the funds service orders the funds to be given
/// up, the device confirms it, and once that is acknowledged its key is destroyed.
///
/// It may be interrupted at any step; where it goes on follows from the device's own status.
package struct WithdrawalDialogue: Dialogue {
    private enum Stage {
        case start, status, noting(DeviceStatus), beginning, uploading(UploadDialogue), declaring(SpoilDialogue),
            request, asking, completing
        case confirmation, confirming, destroying
    }

    private let recordsPerBatch: Int
    private var stage = Stage.start
    private var psdKey: PSDKeyID?
    private var removed: Paise?
    private var mending = GrantsMending()
    private var hasResent = false
    private var hasBegun = false
    private let act: ActID?

    /// A withdrawal that sends what waits in batches of so many records, by this act of a person.
    package init(recordsPerBatch: Int, act: ActID? = nil) {
        self.recordsPerBatch = recordsPerBatch
        self.act = act
    }

    package mutating func next(_ event: DialogueEvent) -> DialogueStep<WithdrawalOutcome> {
        let step = step(after: event)
        guard hasBegun, case .done(.failure(let failure)) = step else { return step }
        // Whatever stopped it, a withdrawal that has begun goes on.
        return .done(.failure(failure.knowing(.notKnown)))
    }

    private mutating func step(after event: DialogueEvent) -> DialogueStep<WithdrawalOutcome> {
        switch stage {
        case .uploading(let upload): return self.upload(upload, event)
        case .declaring(let spoils): return declare(spoils, event)
        default: break
        }
        switch mending.take(event, for: psdKey) as GrantsMending.Turn<WithdrawalOutcome> {
        case .step(let step): return step
        case .askAgain: return ask(.withdrawalRequest, .request)
        case .notMine: break
        }
        switch (stage, event) {
        case (.start, .began): return ask(.status, .status)
        case (.start, .failed(let failure)), (.status, .failed(let failure)):
            return .done(.failure(failure.beforeItWasAsked))
        case (.status, .base(.status(let status))):
            let goesOn = status.phase == .withdrawPending || status.phase == .withdrawn
            // An act that finds the withdrawal begun or ended is written down as one that asked for it.
            return goesOn && act != nil ? ask(.beginWithdrawal(act: act), .noting(status)) : takeUp(status)
        case (.noting(let status), .base(.withdrawalBegun)): return takeUp(status)
        case (.beginning, .base(.withdrawalBegun)):
            hasBegun = true
            return upload(UploadDialogue(recordsPerBatch: recordsPerBatch), .began)
        case (.request, .base(.withdrawalRequest(let request))): return ask(.withdrawal(request), .asking)
        case (.asking, .failed(let failure)) where failure.code == .usageGap && !hasResent:
            // The books lost records that they once confirmed.
            hasResent = true
            return upload(UploadDialogue(recordsPerBatch: recordsPerBatch, again: true), .began)
        case (.asking, .service(.withdrawalOrder(let order))):
            removed = order.removed
            return ask(.completeWithdrawal(order), .completing)
        case (.completing, .base(.done)): return ask(.withdrawalConfirmation, .confirmation)
        // A key is destroyed only after its confirmation was acknowledged; a base that went down before its journal noted that
        // has nothing left to confirm with, and has to be asked for the rest alone.
        case (.confirmation, .failed(let failure)) where failure.code == .keyMissing:
            return ask(.destroyKey, .destroying)
        case (.confirmation, .base(.withdrawalConfirmation(let confirmation))):
            return ask(.withdrawalConfirmation(confirmation), .confirming)
        case (.confirming, .service(.acknowledgement)): return ask(.destroyKey, .destroying)
        case (.destroying, .base(.done)): return .done(.success(WithdrawalOutcome(removed: removed)))
        default: return .ended(by: event)
        }
    }

    private mutating func takeUp(_ status: DeviceStatus) -> DialogueStep<WithdrawalOutcome> {
        psdKey = status.psdKey
        hasBegun = status.phase == .withdrawPending || status.phase == .withdrawn
        switch status.phase {
        case .withdrawPending: return upload(UploadDialogue(recordsPerBatch: recordsPerBatch), .began)
        case .withdrawn where !status.keyDestroyed: return ask(.withdrawalConfirmation, .confirmation)
        case .withdrawn, .destroyed: return .done(.success(WithdrawalOutcome(removed: nil)))
        default: return ask(.beginWithdrawal(act: act), .beginning)
        }
    }

    private mutating func upload(
        _ dialogue: UploadDialogue, _ event: DialogueEvent
    ) -> DialogueStep<WithdrawalOutcome> {
        var upload = dialogue
        let step = upload.next(event)
        stage = .uploading(upload)
        if let asked: DialogueStep<WithdrawalOutcome> = step.passedOn() { return asked }
        if case .failure(let failure) = step.result { return .done(.failure(failure)) }
        return declare(SpoilDialogue(), .began)
    }

    /// What was declared spoiled goes before the key does; one that is refused is for people to settle.
    private mutating func declare(
        _ dialogue: SpoilDialogue, _ event: DialogueEvent
    ) -> DialogueStep<WithdrawalOutcome> {
        var spoils = dialogue
        let step = spoils.next(event)
        stage = .declaring(spoils)
        if let asked: DialogueStep<WithdrawalOutcome> = step.passedOn() { return asked }
        if case .failure(let failure) = step.result, !SpoilDialogue.isOfOneOnly(failure) {
            return .done(.failure(failure))
        }
        return ask(.withdrawalRequest, .request)
    }

    private mutating func ask(_ command: BaseCommand, _ stage: Stage) -> DialogueStep<WithdrawalOutcome> {
        self.stage = stage
        return .askBase(command)
    }

    private mutating func ask(_ question: ServiceQuestion, _ stage: Stage) -> DialogueStep<WithdrawalOutcome> {
        self.stage = stage
        return .askService(question)
    }
}
