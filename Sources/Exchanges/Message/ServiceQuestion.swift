import DutyModel

/// What a device or its tablet asks of a service: the asking half of the messages. Each may be asked again without harm.
public enum ServiceQuestion: Hashable, Sendable {
    /// Asks for funds, or gives up a refill that is outstanding.
    case refill(RefillRequest)
    /// Gives the funds service back the grants it lost.
    case grantReport(GrantReport)
    /// Has the registers compared with the books.
    case audit(AuditRequest)
    /// Asks to be withdrawn.
    case withdrawal(WithdrawalRequest)
    /// Says that the funds are given up.
    case withdrawalConfirmation(WithdrawalConfirmation)
    /// Brings usage records.
    case usage(UsageBatch)
    /// Says that a print is spoiled.
    case spoil(SpoilDeclaration)
    /// Asks for the licence of a device that has none.
    case configuration(ConfigurationRequest)
    /// Shows a back end that lost the device the licence that it holds.
    case licence(LicenceReport)
    /// Brings what the device attests of its machine.
    case attestation(Attestation)

    /// The service it is for.
    public var service: ServiceName {
        switch self {
        case .refill, .grantReport, .audit, .withdrawal, .withdrawalConfirmation: .funds
        case .usage, .spoil: .transactions
        case .configuration, .licence, .attestation: .distributor
        }
    }

    /// The device key it is asked for.
    public var psdKey: PSDKeyID {
        switch self {
        case .refill(let request): request.operation.psdKey
        case .grantReport(let report): report.psdKey
        case .audit(let request): request.statement.psdKey
        case .withdrawal(let request): request.statement.psdKey
        case .withdrawalConfirmation(let confirmation): confirmation.statement.psdKey
        case .usage(let batch): batch.psdKey
        case .spoil(let declaration): declaration.psdKey
        case .configuration(let request): request.psdKey
        case .licence(let report): report.psdKey
        case .attestation(let attestation): attestation.psdKey
        }
    }
}

/// What a service answers: the other half of the messages. A refusal is a failure of the step.
public enum ServiceReply: Hashable, Sendable {
    /// To a refill and to its cancellation: the decision.
    case refillAnswer(EnvelopedRefillAnswer)
    /// To an audit.
    case auditVerdict(AuditVerdict)
    /// To a withdrawal.
    case withdrawalOrder(WithdrawalOrder)
    /// To usage records.
    case usageReceipt(UsageReceipt)
    /// To a request for a licence.
    case configuration(DeviceConfiguration)
    /// To a request for a certificate.
    case certificate(MachineCertificate)
    /// To what needs no other answer: it is durable there. Not signed, so it decides nothing.
    case acknowledgement
}
