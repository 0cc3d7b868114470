import BaseProtocol
import DutyModel
import Exchanges
import Tablet

extension World {
    /// The step of the protocol that a command to the base is, or nil.
    static func step(of command: BaseCommand) -> ProtocolStep? {
        switch command {
        case .beginRefill: .pendingWritten
        case .refillRequest(let kind, _): kind == .funds ? .requestSigned : .cancellationSigned
        case .applyRefill: .decisionApplied
        case .auditRequest: .auditSigned
        case .applyVerdict: .verdictApplied
        case .frank: .impressionMade
        case .applyReceipt: .receiptApplied
        case .drawing: .drawingBegun
        case .drawingDelivered: .drawingDelivered
        case .spoil: .spoilDeclared
        case .beginWithdrawal: .withdrawalBegun
        case .withdrawalRequest: .withdrawalSigned
        case .completeWithdrawal: .orderApplied
        case .withdrawalConfirmation: .confirmationSigned
        case .takeStanding: .standingTaken
        case .configure: .configured
        default: nil
        }
    }

    /// The step of sending a question to a service.
    static func step(ofSending question: ServiceQuestion) -> ProtocolStep {
        switch question {
        case .refill(let request): request.kind == .funds ? .requestSent : .cancellationSent
        case .configuration, .licence, .attestation: .requestSent
        case .grantReport: .reportSent
        case .audit: .auditSent
        case .withdrawal: .withdrawalSent
        case .withdrawalConfirmation: .confirmationSent
        case .usage: .batchSent
        case .spoil: .spoilSent
        }
    }

    /// The step of receiving an answer, or nil.
    static func step(ofReceiving reply: ServiceReply) -> ProtocolStep? {
        switch reply {
        case .refillAnswer: .answerReceived
        case .auditVerdict: .verdictReceived
        case .withdrawalOrder: .orderReceived
        case .usageReceipt: .receiptReceived
        case .configuration, .certificate, .acknowledgement: nil
        }
    }

    /// The step of committing what a question leads to; nil where it only looks up what was committed before.
    static func step(ofCommitting question: ServiceQuestion, in state: BookState) -> ProtocolStep? {
        switch question {
        case .refill(let request) where state.answers[request.operation.id] != nil: nil
        case .refill(let request): request.kind == .funds ? .decisionCommitted : .tombstoneCommitted
        case .grantReport: .reportCommitted
        case .audit: .verdictCommitted
        case .withdrawal: .withdrawalCommitted
        case .withdrawalConfirmation: .confirmationCommitted
        case .usage: .batchCommitted
        case .spoil: .spoilCommitted
        case .configuration, .licence, .attestation: nil
        }
    }
}
