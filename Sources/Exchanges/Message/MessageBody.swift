import DutyModel

/// What a message says: one thing.
public enum MessageBody: Hashable, Sendable {
    /// Asks for the directory and for tokens.
    case directoryRequest(DirectoryRequest)
    /// The directory and tokens.
    case directoryAnswer(DirectoryAnswer)
    /// Begins the enrolment of a machine on site.
    case enrolmentOpening(EnrolmentOpening)
    /// What the back end says of itself to a machine that enrols.
    case enrolmentOffer(EnrolmentOffer)
    /// Asks for the enrolment.
    case enrolmentRequest(EnrolmentRequest)
    /// What the machine is told at its enrolment.
    case enrolmentAnswer(EnrolmentAnswer)
    /// What a device or its tablet asks of a service.
    case question(ServiceQuestion)
    /// What the service answers.
    case reply(ServiceReply)
    /// Says why nothing was done; not signed, so it decides nothing.
    case refusal(Refusal)

    /// The device key that a question is asked for; nil in answers.
    public var psdKey: PSDKeyID? {
        switch self {
        case .directoryRequest(let request): request.psdKey
        case .question(let question): question.psdKey
        case .directoryAnswer, .enrolmentOpening, .enrolmentOffer, .enrolmentRequest, .enrolmentAnswer, .reply,
            .refusal:
            nil
        }
    }
}

extension MessageBody: Choice {
    /// The elements, of which a message holds one.
    public enum Arm: String, ChoiceArm {
        case directoryRequest, directoryAnswer, configurationRequest, deviceConfiguration, licenceReport
        case certificateRenewal, machineCertificate, enrolmentOpening, enrolmentOffer, enrolmentRequest
        case enrolmentAnswer, refillRequest, refillAnswer, refillCancellation, grantReport, auditRequest, auditVerdict
        case withdrawalRequest, withdrawalOrder, withdrawalConfirmation, usageBatch, usageReceipt, spoilDeclaration
        case acknowledgement, refusal, stillHere

        @usableFromInline package var meaning: String {
            switch self {
            case .refillCancellation: "Gives up a refill that is outstanding."
            case .acknowledgement: "What was brought is durable."
            default: ""
            }
        }

        @usableFromInline package var signing: SigningRule? {
            self == .refillCancellation ? RefillRequest.signing(.cancellation) : nil
        }
    }

    @usableFromInline package static let what: StaticString = "a body"

    @usableFromInline package var arm: Arm { content.arm }

    /// The element's name and what stands in it.
    @usableFromInline var content: (arm: Arm, value: (any Described)?) {
        switch self {
        case .directoryRequest(let request): (.directoryRequest, request)
        case .directoryAnswer(let answer): (.directoryAnswer, answer)
        case .enrolmentOpening(let opening): (.enrolmentOpening, opening)
        case .enrolmentOffer(let offer): (.enrolmentOffer, offer)
        case .enrolmentRequest(let request): (.enrolmentRequest, request)
        case .enrolmentAnswer(let answer): (.enrolmentAnswer, answer)
        case .question(.refill(let request)):
            (request.kind == .cancellation ? .refillCancellation : .refillRequest, request)
        case .question(.grantReport(let report)): (.grantReport, report)
        case .question(.audit(let request)): (.auditRequest, request)
        case .question(.withdrawal(let request)): (.withdrawalRequest, request)
        case .question(.withdrawalConfirmation(let confirmation)): (.withdrawalConfirmation, confirmation)
        case .question(.usage(let batch)): (.usageBatch, batch)
        case .question(.spoil(let declaration)): (.spoilDeclaration, declaration)
        case .question(.configuration(let request)): (.configurationRequest, request)
        case .question(.licence(let report)): (.licenceReport, report)
        case .question(.attestation(.renewal(let renewal))): (.certificateRenewal, renewal)
        case .question(.attestation(.stillHere(let word))): (.stillHere, word)
        case .reply(.refillAnswer(let answer)): (.refillAnswer, answer)
        case .reply(.auditVerdict(let verdict)): (.auditVerdict, verdict)
        case .reply(.withdrawalOrder(let order)): (.withdrawalOrder, order)
        case .reply(.usageReceipt(let receipt)): (.usageReceipt, receipt)
        case .reply(.configuration(let configuration)): (.deviceConfiguration, configuration)
        case .reply(.certificate(let certificate)): (.machineCertificate, certificate)
        case .reply(.acknowledgement): (.acknowledgement, nil)
        case .refusal(let refusal): (.refusal, refusal)
        }
    }

    @inlinable package static func visit<V: Visitor>(
        _ arm: Arm, _ value: Self?, _ v: inout V
    ) throws(V.Refusal) -> Self {
        let content = value?.content.value
        switch arm {
        case .directoryRequest: return .directoryRequest(try v.group(content as? DirectoryRequest))
        case .directoryAnswer: return .directoryAnswer(try v.group(content as? DirectoryAnswer))
        case .enrolmentOpening: return .enrolmentOpening(try v.group(content as? EnrolmentOpening))
        case .enrolmentOffer: return .enrolmentOffer(try v.group(content as? EnrolmentOffer))
        case .enrolmentRequest: return .enrolmentRequest(try v.group(content as? EnrolmentRequest))
        case .enrolmentAnswer: return .enrolmentAnswer(try v.group(content as? EnrolmentAnswer))
        case .refillRequest:
            return .question(.refill(try RefillRequest.visit(.funds, content as? RefillRequest, &v)))
        case .refillCancellation:
            return .question(.refill(try RefillRequest.visit(.cancellation, content as? RefillRequest, &v)))
        case .grantReport: return .question(.grantReport(try v.group(content as? GrantReport)))
        case .auditRequest: return .question(.audit(try v.group(content as? AuditRequest)))
        case .withdrawalRequest: return .question(.withdrawal(try v.group(content as? WithdrawalRequest)))
        case .withdrawalConfirmation:
            return .question(.withdrawalConfirmation(try v.group(content as? WithdrawalConfirmation)))
        case .usageBatch: return .question(.usage(try v.group(content as? UsageBatch)))
        case .spoilDeclaration: return .question(.spoil(try v.group(content as? SpoilDeclaration)))
        case .configurationRequest: return .question(.configuration(try v.group(content as? ConfigurationRequest)))
        case .licenceReport: return .question(.licence(try v.group(content as? LicenceReport)))
        case .certificateRenewal:
            return .question(.attestation(.renewal(try v.group(content as? CertificateRenewal))))
        case .refillAnswer: return .reply(.refillAnswer(try v.group(content as? EnvelopedRefillAnswer)))
        case .auditVerdict: return .reply(.auditVerdict(try v.group(content as? AuditVerdict)))
        case .withdrawalOrder: return .reply(.withdrawalOrder(try v.group(content as? WithdrawalOrder)))
        case .usageReceipt: return .reply(.usageReceipt(try v.group(content as? UsageReceipt)))
        case .deviceConfiguration: return .reply(.configuration(try v.group(content as? DeviceConfiguration)))
        case .machineCertificate: return .reply(.certificate(try v.group(content as? MachineCertificate)))
        case .acknowledgement: return .reply(.acknowledgement)
        case .stillHere: return .question(.attestation(.stillHere(try v.group(content as? StillHere))))
        case .refusal: return .refusal(try v.group(content as? Refusal))
        }
    }
}
