import DutyModel

/// What a message says; one case a message of the schema.
public enum MessageBody: Hashable, Sendable {
    /// Asks the distributor for tokens and the directory, on behalf of this device key.
    case directoryRequest(PSDKeyID)
    /// Tokens and directory.
    case directoryAnswer(DirectoryAnswer)
    /// Asks the distributor for the licence of a new device.
    case configurationRequest(ConfigurationRequest)
    /// The licence and the certificate of a new device.
    case deviceConfiguration(DeviceConfiguration)
    /// Shows a distributor that lost the device the licence it holds.
    case licenceReport(LicenceReport)
    /// Asks the distributor for a new certificate of the machine.
    case certificateRenewal(CertificateRenewal)
    /// The machine's new certificate.
    case machineCertificate(MachineCertificate)
    /// Begins the enrolment of a machine on site.
    case enrolmentOpening(EnrolmentOpening)
    /// What the back end says of itself to a machine that enrols.
    case enrolmentOffer(EnrolmentOffer)
    /// Asks for the enrolment, by the code.
    case enrolmentRequest(EnrolmentRequest)
    /// What the machine is told at its enrolment, by the code.
    case enrolmentAnswer(EnrolmentAnswer)
    /// Asks for funds.
    case refillRequest(RefillRequest)
    /// The decision on a refill.
    case refillAnswer(EnvelopedRefillAnswer)
    /// Gives up an outstanding refill; answered like the refill.
    case refillCancellation(RefillCancellation)
    /// Shows the funds service grants that its books lost.
    case grantReport(GrantReport)
    /// Asks for an audit.
    case auditRequest(AuditRequest)
    /// The verdict on an audit.
    case auditVerdict(AuditVerdict)
    /// Asks for the withdrawal of a device.
    case withdrawalRequest(WithdrawalRequest)
    /// The order to give up the funds of a device.
    case withdrawalOrder(WithdrawalOrder)
    /// Says that a device gave up its funds.
    case withdrawalConfirmation(WithdrawalConfirmation)
    /// Brings usage records.
    case usageBatch(UsageBatch)
    /// Says which usage records are durable.
    case usageReceipt(UsageReceipt)
    /// Says that the print of an impression failed.
    case spoilDeclaration(SpoilDeclaration)
    /// Says that what was brought is durable; not signed, so it decides nothing.
    case acknowledgement
    /// Says why nothing was done; not signed, so it decides nothing.
    case refusal(Refusal)
}

extension MessageBody {
    /// The device key that a question is asked for; nil in answers.
    public var psdKey: PSDKeyID? {
        switch self {
        case .directoryRequest(let key): key
        case .configurationRequest(let request): request.psdKey
        case .licenceReport(let report): report.psdKey
        case .certificateRenewal(let renewal): renewal.psdKey
        case .refillRequest(let request): request.operation.psdKey
        case .refillCancellation(let request): request.operation.psdKey
        case .grantReport(let report): report.psdKey
        case .auditRequest(let request): request.statement.psdKey
        case .withdrawalRequest(let request): request.statement.psdKey
        case .withdrawalConfirmation(let confirmation): confirmation.statement.psdKey
        case .usageBatch(let batch): batch.psdKey
        case .spoilDeclaration(let spoil): spoil.psdKey
        case .directoryAnswer, .deviceConfiguration, .machineCertificate, .refillAnswer, .auditVerdict,
            .withdrawalOrder, .usageReceipt, .enrolmentOpening, .enrolmentOffer, .enrolmentRequest, .enrolmentAnswer,
            .acknowledgement, .refusal:
            nil
        }
    }

    /// The names of the elements, of which a message holds one.
    static let elements: [StaticString] = [
        "directoryRequest", "directoryAnswer", "configurationRequest", "deviceConfiguration", "licenceReport",
        "certificateRenewal", "machineCertificate", "enrolmentOpening", "enrolmentOffer", "enrolmentRequest",
        "enrolmentAnswer", "refillRequest", "refillAnswer", "refillCancellation", "grantReport", "auditRequest",
        "auditVerdict",
        "withdrawalRequest", "withdrawalOrder", "withdrawalConfirmation", "usageBatch", "usageReceipt",
        "spoilDeclaration", "acknowledgement", "refusal",
    ]
    private static let empty = ElementShape("acknowledgement", [])

    /// About how many bytes the message has, so that the buffer need not grow.
    var expectedBytes: Int {
        switch self {
        case .usageBatch(let batch): 2_048 + batch.records.count * 960
        case .grantReport(let report): 2_048 + report.grants.count * 640
        case .deviceConfiguration(let configuration): 4_096 + configuration.certificate.count * 2
        default: 8_192
        }
    }

    /// Writes the body's element.
    func write(to writer: inout XMLWriter) {
        switch self {
        case .directoryRequest(let key): writer.write(DirectoryRequest(psdKey: key))
        case .directoryAnswer(let answer): writer.write(answer)
        case .configurationRequest(let request): writer.write(request)
        case .deviceConfiguration(let configuration): writer.write(configuration)
        case .licenceReport(let report): writer.write(report)
        case .certificateRenewal(let renewal): writer.write(renewal)
        case .machineCertificate(let certificate): writer.write(certificate)
        case .enrolmentOpening(let opening): writer.write(opening)
        case .enrolmentOffer(let offer): writer.write(offer)
        case .enrolmentRequest(let request): writer.write(request)
        case .enrolmentAnswer(let answer): writer.write(answer)
        case .refillRequest(let request): writer.write(request)
        case .refillAnswer(let answer): writer.write(answer)
        case .refillCancellation(let cancellation): writer.write(cancellation)
        case .grantReport(let report): writer.write(report)
        case .auditRequest(let request): writer.write(request)
        case .auditVerdict(let verdict): writer.write(verdict)
        case .withdrawalRequest(let request): writer.write(request)
        case .withdrawalOrder(let order): writer.write(order)
        case .withdrawalConfirmation(let confirmation): writer.write(confirmation)
        case .usageBatch(let batch): writer.write(batch)
        case .usageReceipt(let receipt): writer.write(receipt)
        case .spoilDeclaration(let declaration): writer.write(declaration)
        case .acknowledgement: writer.leaf("acknowledgement", plain: "")
        case .refusal(let refusal): writer.write(refusal)
        }
    }

    /// Reads whichever body stands at the cursor.
    init(at cursor: XMLCursor) throws(DutyFailure) {
        if cursor.isAt("usageBatch") {
            self = .usageBatch(try cursor.read(UsageBatch.self))
        } else if cursor.isAt("usageReceipt") {
            self = .usageReceipt(try cursor.read(UsageReceipt.self))
        } else if cursor.isAt("directoryRequest") {
            self = .directoryRequest(try cursor.read(DirectoryRequest.self).psdKey)
        } else if cursor.isAt("directoryAnswer") {
            self = .directoryAnswer(try cursor.read(DirectoryAnswer.self))
        } else if cursor.isAt("configurationRequest") {
            self = .configurationRequest(try cursor.read(ConfigurationRequest.self))
        } else if cursor.isAt("deviceConfiguration") {
            self = .deviceConfiguration(try cursor.read(DeviceConfiguration.self))
        } else if cursor.isAt("licenceReport") {
            self = .licenceReport(try cursor.read(LicenceReport.self))
        } else if cursor.isAt("certificateRenewal") {
            self = .certificateRenewal(try cursor.read(CertificateRenewal.self))
        } else if cursor.isAt("machineCertificate") {
            self = .machineCertificate(try cursor.read(MachineCertificate.self))
        } else if cursor.isAt("enrolmentOpening") {
            self = .enrolmentOpening(try cursor.read(EnrolmentOpening.self))
        } else if cursor.isAt("enrolmentOffer") {
            self = .enrolmentOffer(try cursor.read(EnrolmentOffer.self))
        } else if cursor.isAt("enrolmentRequest") {
            self = .enrolmentRequest(try cursor.read(EnrolmentRequest.self))
        } else if cursor.isAt("enrolmentAnswer") {
            self = .enrolmentAnswer(try cursor.read(EnrolmentAnswer.self))
        } else if cursor.isAt("refillRequest") {
            self = .refillRequest(try cursor.read(RefillRequest.self))
        } else if cursor.isAt("refillAnswer") {
            self = .refillAnswer(try cursor.read(EnvelopedRefillAnswer.self))
        } else if cursor.isAt("refillCancellation") {
            self = .refillCancellation(try cursor.read(RefillCancellation.self))
        } else if cursor.isAt("grantReport") {
            self = .grantReport(try cursor.read(GrantReport.self))
        } else if cursor.isAt("auditRequest") {
            self = .auditRequest(try cursor.read(AuditRequest.self))
        } else if cursor.isAt("auditVerdict") {
            self = .auditVerdict(try cursor.read(AuditVerdict.self))
        } else if cursor.isAt("withdrawalRequest") {
            self = .withdrawalRequest(try cursor.read(WithdrawalRequest.self))
        } else if cursor.isAt("withdrawalOrder") {
            self = .withdrawalOrder(try cursor.read(WithdrawalOrder.self))
        } else if cursor.isAt("withdrawalConfirmation") {
            self = .withdrawalConfirmation(try cursor.read(WithdrawalConfirmation.self))
        } else if cursor.isAt("spoilDeclaration") {
            self = .spoilDeclaration(try cursor.read(SpoilDeclaration.self))
        } else if cursor.isAt("acknowledgement") {
            self = try cursor.inside(Self.empty) { _ throws(DutyFailure) in .acknowledgement }
        } else if cursor.isAt("refusal") {
            self = .refusal(try cursor.read(Refusal.self))
        } else {
            throw cursor.missingChoice("a body", first: "directoryRequest")
        }
    }
}
