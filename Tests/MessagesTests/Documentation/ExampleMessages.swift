import DutyModel
import Exchanges
import Messages

/// The messages that `docs/messages.md` shows, by their heading there; hashes and signatures are made up.
enum ExampleMessages {
    static func all() throws(DutyFailure) -> [(heading: String, message: MessageEnvelope)] {
        let token = try token()
        let machine = token.machine
        func envelope(
            _ body: MessageBody, token: AccessToken? = nil, standing: DeviceStanding? = nil
        ) throws(DutyFailure) -> MessageEnvelope {
            MessageEnvelope(id: bytes(0x11), machine: machine, token: token, standing: standing, body: body)
        }
        return [
            ("directoryRequest", try envelope(.directoryRequest(DirectoryRequest(psdKey: key)))),
            ("directoryAnswer", try envelope(.directoryAnswer(directoryAnswer(token)))),
            ("configurationRequest", try envelope(.question(.configuration(configurationRequest)))),
            ("deviceConfiguration", try envelope(.reply(.configuration(deviceConfiguration())))),
            ("licenceReport", try envelope(.question(.licence(licenceReport())))),
            ("certificateRenewal", try envelope(.question(.attestation(.renewal(certificateRenewal))))),
            ("machineCertificate", try envelope(.reply(.certificate(machineCertificate)))),
            ("enrolmentOpening", enrolment(.enrolmentOpening(enrolmentOpening))),
            ("enrolmentOffer", enrolment(.enrolmentOffer(enrolmentOffer))),
            ("enrolmentRequest", enrolment(.enrolmentRequest(enrolmentRequest))),
            ("enrolmentAnswer", enrolment(.enrolmentAnswer(try enrolmentAnswer()))),
            ("refillRequest", try envelope(.question(.refill(refillRequest)), token: token)),
            ("refillAnswer", try envelope(.reply(.refillAnswer(refillAnswer)))),
            ("refillCancellation", try envelope(.question(.refill(refillCancellation)), token: token)),
            ("grantReport", try envelope(.question(.grantReport(grantReport)), token: token)),
            ("auditRequest", try envelope(.question(.audit(rootedAudit)), token: token)),
            ("auditVerdict", try envelope(.reply(.auditVerdict(auditVerdict)), standing: standing)),
            ("withdrawalRequest", try envelope(.question(.withdrawal(withdrawalRequest)), token: token)),
            ("withdrawalOrder", try envelope(.reply(.withdrawalOrder(withdrawalOrder)))),
            (
                "withdrawalConfirmation",
                try envelope(.question(.withdrawalConfirmation(withdrawalConfirmation)), token: token)
            ),
            ("usageBatch", try envelope(.question(.usage(usageBatch())), token: token)),
            ("usageReceipt", try envelope(.reply(.usageReceipt(usageReceipt)))),
            ("spoilDeclaration", try envelope(.question(.spoil(spoilDeclaration)), token: token)),
            ("acknowledgement", try envelope(.reply(.acknowledgement))),
            ("refusal", try envelope(.refusal(refusal))),
        ]
    }

    static let key = PSDKeyID(serial: PSDSerial(42), life: 1)
    static let now = Timestamp(1_795_500_000)

    static func bytes<Value: ByteValue>(_ byte: UInt8) -> Value {
        Value(unchecked: Array(repeating: byte, count: Value.length))
    }

    private static func token() throws(DutyFailure) -> AccessToken {
        AccessToken(
            machine: try MachineSerial("B700-0001"), psdKey: key, audience: .funds, issuedAt: now,
            expiresAt: now.advanced(bySeconds: 600), certificateHash: bytes(0x22), signature: bytes(0x33))
    }

    private static func directoryAnswer(_ token: AccessToken) -> DirectoryAnswer {
        let service = ServiceLocation(service: .funds, host: "funds.example", port: 443, path: "/funds")
        let directory = ServiceDirectory(
            version: 7, issuedAt: now, expiresAt: now.advanced(byDays: 1), services: [service], signature: bytes(0x44))
        return DirectoryAnswer(directory: directory, tokens: [token], auditWanted: false)
    }

    static let operation = RefillOperation(
        psdKey: key, id: bytes(0x55), sequence: 3, attempt: 1, amount: .rupees(5_000))

    static let statement = RegisterStatement(
        psdKey: key, registers: Registers(ascending: .rupees(500), descending: .rupees(9_500)), itemCount: 1,
        appliedSequence: 2, lastGrant: bytes(0x66), statementCounter: 9, chainHead: bytes(0x77), time: now)

    private static let refillRequest = RefillRequest(
        operation: operation, nonce: bytes(0x88), statement: statement, signature: bytes(0x99))

    static let refillAnswer = EnvelopedRefillAnswer(
        answer: RefillAnswer(
            operation: operation, decision: .granted(controlTotalAfter: .rupees(15_000)), signature: bytes(0xaa)),
        envelope: AnswerEnvelope(
            answerHash: bytes(0xbb), nonce: bytes(0x88), epoch: 1, time: now, signature: bytes(0xcc)))

    static let auditRequest = AuditRequest(
        id: bytes(0x55), nonce: bytes(0x88), statement: statement, unsentCount: 1, signature: bytes(0x99))

    private static let rootedAudit = AuditRequest(
        id: bytes(0x55), nonce: bytes(0x88), statement: statement, unsentCount: 1, root: bytes(0xdd),
        signature: bytes(0x99))

    private static let auditVerdict = AuditVerdict(
        psdKey: key, id: bytes(0x55), nonce: bytes(0x88), statementCounter: 9, differences: [.usageSum],
        inspectionDue: now.advanced(byDays: 28), epoch: 1, time: now,
        standing: NamedStanding(number: standing.number, hash: bytes(0xab)), signature: bytes(0xcc))

    static let standing = DeviceStanding(
        psdKey: key, number: StandingNumber(epoch: 1, count: 1), state: .suspected, reason: .psdCloneSuspected,
        time: now, signature: bytes(0xcd))

    static func usageBatch() throws(DutyFailure) -> UsageBatch {
        let stamp = StampRecord(
            psdKey: key, counter: 1, value: .rupees(500), time: now, state: try StateCode("MH"),
            article: try Article("5(h)(B)"))
        let record = UsageRecord(
            stamp: SignedStamp(record: stamp, signature: bytes(0xdd)), registers: statement.registers, previous: .zero)
        return UsageBatch(
            psdKey: key, records: [SignedUsageRecord(record: record, signature: bytes(0xee))], hash: bytes(0xff))
    }

    private static let usageReceipt = UsageReceipt(
        psdKey: key, durableThrough: 1, batchHash: bytes(0xff), time: now, signature: bytes(0xcc))

    private static let refusal = Refusal(
        code: .amountOverCap, message: "₹6,000 is above the cap of ₹5,000.",
        remedy: "Pay this duty by another means.", maximumAllowed: .rupees(5_000))
}
