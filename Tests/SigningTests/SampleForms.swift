import DutyModel
import Exchanges
import Signing

/// One fixed value of every kind that is signed, for the published vectors.
enum SampleForms {
    /// A name for the vector, what it was made in, and the form.
    struct Sample {
        let name: String
        let context: SigningContext
        let form: CanonicalForm
    }

    /// All samples, in the order of the vector file.
    static func all() throws -> [Sample] {
        let own = try device() + exchange() + services() + keyLists() + lives() + standings() + trust() + enrolment()
        return own + described(besides: own)
    }

    static let noSignature = SignatureBytes(unchecked: Array(repeating: 0, count: 64))
    static let time = Timestamp(1_795_500_000)

    static func id(_ byte: UInt8) -> OperationID { OperationID(unchecked: Array(repeating: byte, count: 16)) }
    static func nonce(_ byte: UInt8) -> Nonce { Nonce(unchecked: Array(repeating: byte, count: 16)) }
    static func hash(_ byte: UInt8) -> ContentHash { ContentHash(unchecked: Array(repeating: byte, count: 32)) }
    static func key(_ byte: UInt8) -> PublicKeyBytes {
        PublicKeyBytes(unchecked: Array(repeating: byte, count: 32))
    }

    static func statement() throws -> RegisterStatement {
        RegisterStatement(
            psdKey: try PSDKeyID("P00000042-1"), registers: registers, itemCount: 17, appliedSequence: 3,
            lastGrant: hash(0x11), statementCounter: 9, chainHead: hash(0x22), time: time)
    }

    static let registers = Registers(ascending: .rupees(500), descending: .rupees(4_500))

    static func operation() throws -> RefillOperation {
        RefillOperation(
            psdKey: try PSDKeyID("P00000042-1"), id: id(0x33), sequence: 4, attempt: 1, amount: .rupees(5_000))
    }

    private static func device() throws -> [Sample] {
        let stamp = try SampleSigning.stamp(SampleSigning.record())
        let usage = UsageRecord(stamp: stamp, registers: registers, previous: .zero)
        return [
            Sample(name: "impression", context: .impression, form: stamp.record.signedForm),
            Sample(
                name: "impression, longest article", context: .impression,
                form: try SampleSigning.record(article: "5(h)(B)(iv)A").signedForm),
            Sample(name: "usage record", context: .usage, form: usage.signedForm),
            Sample(
                name: "refill request", context: .refillRequest,
                form: RefillRequest(
                    operation: try operation(), nonce: nonce(0x44), statement: try statement()
                ).signedForm),
            Sample(
                name: "audit request", context: .auditRequest,
                form: AuditRequest(
                    id: id(0x55), nonce: nonce(0x66), statement: try statement(), unsentCount: 2
                ).signedForm),
            Sample(
                name: "audit request that names a root", context: .rootedAuditRequest,
                form: AuditRequest(
                    id: id(0x55), nonce: nonce(0x66), statement: try statement(), unsentCount: 2, root: hash(0x6C)
                ).signedForm),
        ]
    }

    private static func exchange() throws -> [Sample] {
        let decisions: [(String, RefillDecision)] = [
            ("grant", .granted(controlTotalAfter: .rupees(10_000))),
            ("refusal with the most allowed", .refused(reason: .accountFundsShort, maximumAllowed: .rupees(200))),
            ("refusal", .refused(reason: .machineBlocked, maximumAllowed: nil)), ("cancellation", .cancelled),
        ]
        let answers = try decisions.map { name, decision in
            Sample(
                name: name, context: .grant,
                form: RefillAnswer(operation: try operation(), decision: decision).signedForm)
        }
        let verdict = AuditVerdict(
            psdKey: try PSDKeyID("P00000042-1"), id: id(0x55), nonce: nonce(0x66), statementCounter: 9,
            differences: [.controlTotal, .usageSum], inspectionDue: time.advanced(byDays: 28), epoch: 2, time: time,
            signature: noSignature)
        let withdrawal = WithdrawalOrder(
            psdKey: try PSDKeyID("P00000042-1"), id: id(0x5A), nonce: nonce(0x6A), statementCounter: 10,
            removed: .rupees(450), epoch: 2, time: time, signature: noSignature)
        return answers + [
            Sample(
                name: "envelope", context: .envelope,
                form: AnswerEnvelope(answerHash: hash(0x77), nonce: nonce(0x44), epoch: 2, time: time).signedForm),
            Sample(name: "audit verdict", context: .auditVerdict, form: verdict.signedForm),
            Sample(name: "withdrawal order", context: .withdrawal, form: withdrawal.signedForm),
            Sample(
                name: "usage receipt", context: .usageReceipt,
                form: UsageReceipt(
                    psdKey: try PSDKeyID("P00000042-1"), durableThrough: 17, batchHash: hash(0x88), time: time
                ).signedForm),
        ]
    }

    private static func services() throws -> [Sample] {
        let directory = ServiceDirectory(
            version: 5, issuedAt: time, expiresAt: time.advanced(byDays: 1),
            services: [
                ServiceLocation(service: .funds, host: "funds.dutymark.example", port: 443, path: "/funds"),
                ServiceLocation(service: .transactions, host: "usage.dutymark.example", port: 443, path: "/usage"),
            ]
        ).signedForm
        let token = AccessToken(
            machine: try MachineSerial("B700-000042"), psdKey: try PSDKeyID("P00000042-1"), audience: .funds,
            issuedAt: time, expiresAt: time.advanced(bySeconds: 600), certificateHash: hash(0xCC),
            signature: noSignature)
        return [
            Sample(name: "authorisation", context: .authorisation, form: try authorisation(nil).signedForm),
            Sample(
                name: "authorisation of a demonstration", context: .markedAuthorisation,
                form: try authorisation(true).signedForm),
            Sample(
                name: "authorisation of no demonstration", context: .markedAuthorisation,
                form: try authorisation(false).signedForm),
            Sample(
                name: "permit", context: .permit,
                form: DevicePermit(
                    psdKey: try PSDKeyID("P00000042-1"), publicKey: key(0x99),
                    machine: try MachineSerial("B700-000042"), licence: try LicenceNumber("MH-FR-000317"),
                    state: try StateCode("MH"), customer: try CustomerAccount("CUST-0001"), limits: FrankingLimits()
                ).signedForm),
            Sample(name: "service directory", context: .directory, form: directory),
            Sample(name: "access token", context: .token, form: token.signedForm),
        ]
    }

    private static func authorisation(_ demonstration: Bool?) throws -> Authorisation {
        Authorisation(
            psdKey: try PSDKeyID("P00000042-1"), psdPublicKey: key(0x99), machine: try MachineSerial("B700-000042"),
            licence: try LicenceNumber("MH-FR-000317"), state: try StateCode("MH"),
            customer: try CustomerAccount("CUST-0001"), limits: FrankingLimits(), fundsKey: key(0xAA),
            transactionsKey: key(0xBB), issuedAt: time, demonstration: demonstration)
    }

    private static func keyLists() throws -> [Sample] {
        let entries = try [
            SampleSigning.entry(),
            SampleSigning.entry(
                psdKey: "P00000043-1", seed: 3, lastCounter: 50, validUntil: time, status: .withdrawn(at: time)),
            SampleSigning.entry(psdKey: "P00000044-1", seed: 4, status: .revoked(at: time, reason: "Case opened")),
        ]
        let marks = try [
            SampleSigning.mark(.spoiled), SampleSigning.mark(.refunded, at: time.advanced(byDays: 1)),
            SampleSigning.mark(.spoiled, psdKey: "P00000043-1", counter: 50),
        ]
        let remarks = try [
            SampleSigning.remark(from: 3, to: 20), SampleSigning.remark(from: 90),
            SampleSigning.remark(from: 1, to: 50, kind: "of_a_later_time", psdKey: "P00000043-1"),
        ]
        return [
            Sample(
                name: "key list", context: .keyList,
                form: try SampleSigning.list(entries, format: .first).signedForm),
            Sample(
                name: "key list with marks", context: .markedKeyList,
                form: try SampleSigning.list(entries, marks: marks, format: .second).signedForm),
            Sample(
                name: "key list with remarks", context: .remarkedKeyList,
                form: try SampleSigning.list(entries, marks: marks, remarks: remarks, format: .third).signedForm),
            Sample(
                name: "key list with an end", context: .endingKeyList,
                form: try SampleSigning.list(
                    entries, marks: marks, remarks: remarks, format: .third, validUntil: SampleSigning.end
                ).signedForm),
        ]
    }
}
