import DutyModel
import Exchanges
import Messages

extension ExampleMessages {
    static let configurationRequest = ConfigurationRequest(
        publicKey: bytes(0x12), nonce: bytes(0x88), statement: statement, signature: bytes(0x99))

    static func deviceConfiguration() throws(DutyFailure) -> DeviceConfiguration {
        let authorisation = Authorisation(
            psdKey: key, psdPublicKey: bytes(0x12), machine: try MachineSerial("B700-0001"),
            licence: try LicenceNumber("MH-FRK-1"), state: try StateCode("MH"),
            customer: try CustomerAccount("CUSTOMER-1"), limits: FrankingLimits(), fundsKey: bytes(0x13),
            transactionsKey: bytes(0x14), issuedAt: now, demonstration: false)
        return DeviceConfiguration(
            authorisation: authorisation, signature: bytes(0xcc), certificate: Array(repeating: 0x30, count: 24),
            replaces: PSDKeyID(serial: PSDSerial(41), life: 2))
    }

    static func licenceReport() throws(DutyFailure) -> LicenceReport {
        let configuration = try deviceConfiguration()
        return LicenceReport(
            authorisation: configuration.authorisation, signature: configuration.signature, question: auditRequest,
            firstGrant: refillAnswer.answer, firstRecords: try usageBatch().records)
    }

    static let certificateRenewal = CertificateRenewal(
        psdKey: key, certificate: bytes(0xab), publicKey: [0x04] + Array(repeating: 0x15, count: 64), time: now,
        signature: bytes(0x99))

    static let machineCertificate = MachineCertificate(
        certificate: Array(repeating: 0x30, count: 24), expiresAt: now.advanced(byDays: 730),
        deviceCertificate: Array(repeating: 0x31, count: 24))

    static let enrolmentOpening = EnrolmentOpening(invitation: 33_000_000, machineNonce: bytes(0x88))

    static let enrolmentOffer = EnrolmentOffer(
        serviceNonce: bytes(0x77), authority: Array(repeating: 0x30, count: 24), rootGeneration: 1,
        rootKeys: [bytes(0x01), bytes(0x02), bytes(0x03)])

    static let enrolmentRequest = EnrolmentRequest(
        invitation: 33_000_000, machineNonce: bytes(0x88), serviceNonce: bytes(0x77), devicePublicKey: bytes(0x22),
        machinePublicKey: [0x04] + Array(repeating: 0x15, count: 64), mac: bytes(0xab))

    static func enrolmentAnswer() throws(DutyFailure) -> EnrolmentAnswer {
        EnrolmentAnswer(
            grant: EnrolmentGrant(
                machine: try MachineSerial("B700-0001"), psdKey: key, certificate: machineCertificate,
                distributorKey: bytes(0x51), publisherKey: bytes(0x52), stampPrefix: "HTTPS://VERIFY.EXAMPLE/V/",
                isDemonstration: false), mac: bytes(0xab))
    }

    /// A message of an enrolment names no machine yet.
    static func enrolment(_ body: MessageBody) -> MessageEnvelope {
        MessageEnvelope(id: bytes(0x11), machine: EnrolmentPlace.unknownMachine, body: body)
    }

    static let refillCancellation = RefillRequest(
        .cancellation,
        operation: operation, nonce: bytes(0x88), statement: statement, signature: bytes(0x99))

    static let grantReport = GrantReport(psdKey: key, grants: [refillAnswer.answer])

    static let withdrawalRequest = WithdrawalRequest(
        id: bytes(0x55), nonce: bytes(0x88), statement: statement, signature: bytes(0x99))

    static let withdrawalOrder = WithdrawalOrder(
        psdKey: key, id: bytes(0x55), nonce: bytes(0x88), statementCounter: 9, removed: .rupees(9_500), epoch: 1,
        time: now, signature: bytes(0xcc))

    static let withdrawalConfirmation = WithdrawalConfirmation(
        id: bytes(0x55),
        statement: RegisterStatement(
            psdKey: key, registers: Registers(ascending: .rupees(500), descending: Paise(0)), itemCount: 1,
            appliedSequence: 2, lastGrant: bytes(0x66), statementCounter: 10, chainHead: bytes(0x77), time: now),
        signature: bytes(0x99))

    static let spoilDeclaration = SpoilDeclaration(
        psdKey: key, counter: 1, value: .rupees(500), time: now, signature: bytes(0xdd))
}
