import DutyModel
import Messages

extension ServiceQuestion {
    /// The question as the schema has it.
    package var body: MessageBody {
        switch self {
        case .refill(let request): .refillRequest(request)
        case .cancellation(let cancellation): .refillCancellation(cancellation)
        case .grantReport(let report): .grantReport(report)
        case .audit(let request): .auditRequest(request)
        case .withdrawal(let request): .withdrawalRequest(request)
        case .withdrawalConfirmation(let confirmation): .withdrawalConfirmation(confirmation)
        case .usage(let batch): .usageBatch(batch)
        case .spoil(let declaration): .spoilDeclaration(declaration)
        case .configuration(let request): .configurationRequest(request)
        case .licence(let report): .licenceReport(report)
        case .renewal(let renewal): .certificateRenewal(renewal)
        }
    }
}

extension ServiceReply {
    /// The reply that a message brings; throws `message_unexpected` for one that answers nothing.
    package init(_ body: MessageBody) throws(DutyFailure) {
        switch body {
        case .refillAnswer(let answer): self = .refillAnswer(answer)
        case .auditVerdict(let verdict): self = .auditVerdict(verdict)
        case .withdrawalOrder(let order): self = .withdrawalOrder(order)
        case .usageReceipt(let receipt): self = .usageReceipt(receipt)
        case .deviceConfiguration(let configuration): self = .configuration(configuration)
        case .machineCertificate(let certificate): self = .certificate(certificate)
        case .acknowledgement: self = .acknowledgement
        default: throw ServiceSession.unexpected(body)
        }
    }
}
