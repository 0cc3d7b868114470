import DutyModel
import Exchanges

@testable import Messages

/// Makes messages of every kind from a seeded generator; edge values come often.
struct MessageSource {
    var generator: SeededGenerator
    /// Every code that crosses a border, and one of a newer version.
    let codes =
        FailureCodeGroup.crossing.flatMap(\.codes) + ["of_a_newer_version"].compactMap(FailureCode.init(rawValue:))

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    /// One message of every body, in the order of the schema, with every optional part there or not by chance.
    mutating func everyMessage() throws -> [MessageEnvelope] {
        let bodies: [MessageBody] = [
            .directoryRequest(DirectoryRequest(psdKey: key())), .directoryAnswer(try directoryAnswer()),
            .question(.configuration(configurationRequest())), .reply(.configuration(try deviceConfiguration())),
            .question(.licence(try licenceReport())), .question(.renewal(certificateRenewal())),
            .reply(.certificate(machineCertificate())), .enrolmentOpening(enrolmentOpening()),
            .enrolmentOffer(enrolmentOffer()), .enrolmentRequest(enrolmentRequest()),
            .enrolmentAnswer(try enrolmentAnswer()), .question(.refill(refillRequest())),
            .reply(.refillAnswer(refillAnswer())),
            .question(.refill(refillCancellation())), .question(.grantReport(grantReport())),
            .question(.audit(auditRequest())), .reply(.auditVerdict(auditVerdict())),
            .question(.withdrawal(withdrawalRequest())),
            .reply(.withdrawalOrder(withdrawalOrder())), .question(.withdrawalConfirmation(withdrawalConfirmation())),
            .question(.usage(try usageBatch(count: Int.random(in: 1...4, using: &generator)))),
            .reply(
                .usageReceipt(
                    UsageReceipt(
                        psdKey: key(), durableThrough: number(), batchHash: bytes(), time: moment(),
                        standing: namedStanding(), signature: bytes()))),
            .question(.spoil(spoilDeclaration())), .reply(.acknowledgement), .refusal(refusal()),
        ]
        return try bodies.map { body in
            MessageEnvelope(
                id: bytes(), machine: try machine(), token: coin() ? try token() : nil,
                standing: coin() ? standing() : nil, body: body)
        }
    }

    mutating func usageBatch(count: Int) throws -> UsageBatch {
        UsageBatch(psdKey: key(), records: try (0..<count).map { _ in try usageRecord() }, hash: bytes())
    }

    mutating func usageRecord() throws -> SignedUsageRecord {
        let stamp = StampRecord(
            psdKey: key(), counter: number(from: 1), value: amount(from: 1),
            time: Timestamp(Int64(number() as UInt32)), state: try StateCode(pick(["MH", "KA", "DL", "WB", "LD"])),
            article: try Article(pick(["4", "5(h)(B)", "29", "123456789012", "40(b)"])))
        let record = UsageRecord(
            stamp: SignedStamp(record: stamp, signature: bytes()), registers: registers(), previous: bytes())
        return SignedUsageRecord(record: record, signature: bytes())
    }

    private mutating func directoryAnswer() throws -> DirectoryAnswer {
        let services = ServiceName.allCases.map { name in
            ServiceLocation(
                service: name, host: pick(["localhost", "a.example", "ES-MAD.example", "::1", "127.0.0.1"]),
                port: number(from: 1), path: pick(["/", "/csd/dstproduct", "/a;b=c&d'(e)%20~!$*+,:@"]))
        }
        let directory = ServiceDirectory(
            version: number(), issuedAt: moment(), expiresAt: moment(), services: services, signature: bytes())
        return DirectoryAnswer(
            directory: directory, tokens: try (0..<Int.random(in: 0...3, using: &generator)).map { _ in try token() },
            auditWanted: coin())
    }

    private mutating func refillRequest() -> RefillRequest {
        RefillRequest(operation: operation(), nonce: bytes(), statement: statement(), signature: bytes())
    }

    private mutating func refillAnswer() -> EnvelopedRefillAnswer {
        EnvelopedRefillAnswer(
            answer: decidedRefill(),
            envelope: AnswerEnvelope(
                answerHash: bytes(), nonce: bytes(), epoch: number(), time: moment(), standing: namedStanding(),
                signature: bytes()))
    }

    mutating func decidedRefill() -> RefillAnswer {
        let decision: RefillDecision =
            switch Int.random(in: 0...3, using: &generator) {
            case 0: .granted(controlTotalAfter: amount())
            case 1: .refused(reason: pick(codes), maximumAllowed: amount())
            case 2: .refused(reason: pick(codes), maximumAllowed: nil)
            default: .cancelled
            }
        return RefillAnswer(operation: operation(), decision: decision, signature: bytes())
    }

    mutating func auditRequest() -> AuditRequest {
        AuditRequest(
            id: bytes(), nonce: bytes(), statement: statement(), unsentCount: number(), root: coin() ? bytes() : nil,
            signature: bytes())
    }

    private mutating func auditVerdict() -> AuditVerdict {
        let differences = AuditDifference.allCases.shuffled(using: &generator)
        return AuditVerdict(
            psdKey: key(), id: bytes(), nonce: bytes(), statementCounter: number(),
            differences: Array(differences.prefix(Int.random(in: 0...6, using: &generator))),
            inspectionDue: moment(), epoch: number(), time: moment(), standing: namedStanding(), signature: bytes())
    }

    private mutating func refusal() -> Refusal {
        let sentences = [
            "", " ", "Not enough money: ₹4,999.50 < ₹5,000 & no more.", "मुद्रांक शुल्क", "]]> \"quoted\" 'text'",
            "tab\tline\r\nbell\u{7} \u{FFFF}", String(repeating: "😀", count: 700),
        ]
        return Refusal(
            code: pick(codes), message: pick(sentences), remedy: pick(sentences),
            maximumAllowed: coin() ? amount() : nil)
    }

    mutating func token() throws -> AccessToken {
        AccessToken(
            machine: try machine(), psdKey: key(), audience: pick(ServiceName.allCases), issuedAt: moment(),
            expiresAt: moment(), certificateHash: bytes(), signature: bytes())
    }

    mutating func operation() -> RefillOperation {
        RefillOperation(
            psdKey: key(), id: bytes(), sequence: number(from: 1), attempt: number(from: 1), amount: amount(from: 1))
    }

    mutating func statement() -> RegisterStatement {
        RegisterStatement(
            psdKey: key(), registers: registers(), itemCount: number(), appliedSequence: number(),
            lastGrant: bytes(), statementCounter: number(), chainHead: bytes(), time: moment())
    }
}

extension MessageSource {
    mutating func pick<Value>(_ values: [Value]) -> Value {
        values[Int.random(in: 0..<values.count, using: &generator)]
    }

    mutating func coin() -> Bool { Bool.random(using: &generator) }

    mutating func bytes<Value: ByteValue>() -> Value {
        Value(unchecked: (0..<Value.length).map { _ in UInt8.random(in: 0...255, using: &generator) })
    }

    mutating func number<Number: FixedWidthInteger & UnsignedInteger>(from least: Number = 0) -> Number {
        switch Int.random(in: 0...4, using: &generator) {
        case 0: least
        case 1: Number.max
        default: Number.random(in: least...Number.max, using: &generator)
        }
    }

    mutating func amount(from least: Int64 = 0) -> Paise {
        switch Int.random(in: 0...4, using: &generator) {
        case 0: Paise(least)
        case 1: Paise(Int64.max)
        default: Paise(Int64.random(in: least...10_000_000_000, using: &generator))
        }
    }

    mutating func registers() -> Registers { Registers(ascending: amount(), descending: amount()) }

    mutating func moment() -> Timestamp {
        switch Int.random(in: 0...5, using: &generator) {
        case 0: Timestamp(0)
        case 1: Timestamp(253_402_300_799)
        default: Timestamp(Int64.random(in: 0...5_000_000_000, using: &generator))
        }
    }

    mutating func key() -> PSDKeyID {
        PSDKeyID(serial: PSDSerial(number()), life: number(from: 1))
    }

    mutating func machine() throws -> MachineSerial { try MachineSerial(pick(["B700-0001", "M", "0-0"])) }
}
