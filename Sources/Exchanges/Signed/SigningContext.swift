/// The context strings, one a signed form; a signature made in one context is worth nothing in another.
public enum SigningContext: String, CaseIterable, Sendable {
    /// `StampRecord`, by the device.
    case impression = "dutymark.impression.v1"
    /// `UsageRecord`, by the device.
    case usage = "dutymark.usage.v1"
    /// The hash of a `UsageBatch`; not a signature.
    case usageBatch = "dutymark.usage-batch.v1"
    /// `UsageReceipt` for a device that never got a standing, by the transactions service.
    case usageReceipt = "dutymark.usage-receipt.v1"
    /// `UsageReceipt` that names a standing, by the transactions service.
    case standingReceipt = "dutymark.usage-receipt.v2"
    /// `RefillRequest`, by the device.
    case refillRequest = "dutymark.refill-request.v1"
    /// `RefillAnswer`, by the funds service.
    case grant = "dutymark.grant.v1"
    /// `AnswerEnvelope` for a device that never got a standing, by the funds service.
    case envelope = "dutymark.envelope.v1"
    /// `AnswerEnvelope` that names a standing, by the funds service.
    case standingEnvelope = "dutymark.envelope.v2"
    /// `DeviceStanding`, by the funds service.
    case standing = "dutymark.standing.v1"
    /// `AuditRequest` without a root, by the device.
    case auditRequest = "dutymark.audit-request.v1"
    /// `AuditRequest` that names the service root that is obeyed, by the device.
    case rootedAuditRequest = "dutymark.audit-request.v2"
    /// `AuditVerdict` for a device that never got a standing, by the funds service.
    case auditVerdict = "dutymark.audit-verdict.v1"
    /// `AuditVerdict` that names a standing, by the funds service.
    case standingVerdict = "dutymark.audit-verdict.v2"
    /// `RefillRequest` that gives up a refill, by the device.
    case refillCancellation = "dutymark.refill-cancellation.v1"
    /// `WithdrawalRequest`, by the device.
    case withdrawalRequest = "dutymark.withdrawal-request.v1"
    /// `WithdrawalConfirmation`, by the device.
    case withdrawalConfirmation = "dutymark.withdrawal-confirmation.v1"
    /// `ConfigurationRequest`, by the device.
    case configurationRequest = "dutymark.configuration-request.v1"
    /// `CertificateRenewal`, by the device.
    case certificateRenewal = "dutymark.certificate-renewal.v1"
    /// `StillHere`, by the device.
    case stillHere = "dutymark.still-here.v1"
    /// `SpoilDeclaration`, by the device.
    case spoil = "dutymark.spoil.v1"
    /// One link of the ledger's hash chain; not a signature.
    case ledgerLink = "dutymark.ledger-link.v1"
    /// `WithdrawalOrder` for a device that never got a standing, by the funds service.
    case withdrawal = "dutymark.withdrawal.v1"
    /// `WithdrawalOrder` that names a standing, by the funds service.
    case standingWithdrawal = "dutymark.withdrawal.v2"
    /// `Authorisation` without a mark, by the funds service.
    case authorisation = "dutymark.authorisation.v1"
    /// `Authorisation` that says whether it is a demonstration's, by the funds service.
    case markedAuthorisation = "dutymark.authorisation.v2"
    /// What an operator permitted of a device key, by the funds service.
    case permit = "dutymark.permit.v1"
    /// `ServiceDirectory`, by the distributor.
    case directory = "dutymark.directory.v1"
    /// `AccessToken`, by the distributor.
    case token = "dutymark.token.v1"
    /// The hash of a `RegisterStatement`; not a signature.
    case statement = "dutymark.statement.v1"
    /// `KeyList` without marks, by its publisher.
    case keyList = "dutymark.key-list.v1"
    /// `KeyList` with marks, by its publisher.
    case markedKeyList = "dutymark.key-list.v2"
    /// `KeyList` with marks and remarks, by its publisher.
    case remarkedKeyList = "dutymark.key-list.v3"
    /// `KeyList` with marks, remarks and the end of its validity, by its publisher.
    case endingKeyList = "dutymark.key-list.v4"
    /// `RootHandover`, by the publisher of the key list.
    case publisherRoot = "dutymark.publisher-root.v1"
    /// The hash of a `ServiceRoot`; not a signature.
    case serviceRoot = "dutymark.service-root.v1"
    /// `RootSuccession`, by the root before.
    case rootSuccession = "dutymark.root-succession.v1"
    /// `ServiceKeyCertificate`, by the root.
    case serviceKey = "dutymark.service-key.v1"
    /// `EnrolmentRequest`; not a signature but a MAC under the enrolment code, by the machine.
    case enrolmentRequest = "dutymark.enrolment-request.v1"
    /// `EnrolmentAnswer`; not a signature but a MAC under the enrolment code, by the back end.
    case enrolmentAnswer = "dutymark.enrolment-answer.v1"
}
