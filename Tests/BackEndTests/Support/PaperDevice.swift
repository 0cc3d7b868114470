import DutyModel
import Exchanges
import Signing

/// A security device on paper: it signs whatever a test lets it say, the truth or not.
struct PaperDevice: Sendable {
    let psdKey: PSDKeyID
    let signer: Ed25519Signer
    var registers = Registers.empty
    var itemCount: UInt32 = 0
    var applied: UInt64 = 0
    var lastGrant = ContentHash.zero
    var statementCounter: UInt64 = 0
    var chainHead = ContentHash.zero
    var attempt: UInt32 = 0
    var nextID: UInt8 = 0
    var time = Timestamp(1_790_000_000)

    init(serial: UInt32 = 42, life: UInt8 = 1, signer: Ed25519Signer = Ed25519Signer()) {
        psdKey = PSDKeyID(serial: PSDSerial(serial), life: life)
        self.signer = signer
    }

    mutating func freshID() -> OperationID {
        nextID += 1
        return OperationID(
            unchecked: Array(repeating: nextID, count: 15) + [UInt8(truncatingIfNeeded: psdKey.serial.number)])
    }

    mutating func freshNonce() -> Nonce { Nonce(unchecked: freshID().bytes) }

    mutating func statement() -> RegisterStatement {
        statementCounter += 1
        return RegisterStatement(
            psdKey: psdKey, registers: registers, itemCount: itemCount, appliedSequence: applied, lastGrant: lastGrant,
            statementCounter: statementCounter, chainHead: chainHead, time: time)
    }

    mutating func beginRefill(_ amount: Paise) -> RefillOperation {
        attempt += 1
        return RefillOperation(
            psdKey: psdKey, id: freshID(), sequence: applied + 1, attempt: attempt, amount: amount)
    }

    mutating func request(_ operation: RefillOperation) throws -> RefillRequest {
        try request(operation, statement: statement())
    }

    mutating func request(_ operation: RefillOperation, statement: RegisterStatement) throws -> RefillRequest {
        let nonce = freshNonce()
        return try RefillRequest(operation: operation, nonce: nonce, statement: statement).signed(by: signer)
    }

    mutating func apply(_ answer: RefillAnswer) throws {
        guard case .granted(let total) = answer.decision else { return }
        registers.descending = try registers.descending.adding(answer.operation.amount)
        guard try registers.controlTotal == total else {
            throw DutyFailure(.grantControlTotal, "The grant does not fit the registers.")
        }
        applied = answer.operation.sequence
        lastGrant = answer.hash
        attempt = 0
    }

    mutating func audit(unsentCount: UInt32 = 0, root: ContentHash? = nil) throws -> AuditRequest {
        try audit(freshID(), statement: statement(), unsentCount: unsentCount, root: root)
    }

    mutating func audit(
        _ id: OperationID, statement: RegisterStatement, unsentCount: UInt32 = 0, root: ContentHash? = nil
    ) throws -> AuditRequest {
        let nonce = freshNonce()
        return try AuditRequest(
            id: id, nonce: nonce, statement: statement, unsentCount: unsentCount, root: root
        ).signed(by: signer)
    }

    mutating func frank(_ value: Paise, state: String = "MH") throws -> SignedUsageRecord {
        registers.ascending = try registers.ascending.adding(value)
        registers.descending = try registers.descending.subtracting(value)
        itemCount += 1
        let signed = try record(
            counter: itemCount, value: value, registers: registers, previous: chainHead, state: state)
        chainHead = signed.chainHash
        return signed
    }

    func record(
        counter: UInt32, value: Paise, registers: Registers, previous: ContentHash, state: String = "MH"
    ) throws -> SignedUsageRecord {
        let stamp = StampRecord(
            psdKey: psdKey, counter: counter, value: value, time: time, state: try StateCode(state),
            article: try Article("4"))
        let usage = UsageRecord(
            stamp: SignedStamp(record: stamp, signature: try signer.sign(stamp.signedForm)), registers: registers,
            previous: previous)
        return SignedUsageRecord(record: usage, signature: try signer.sign(usage.signedForm))
    }

    func batch(_ records: [SignedUsageRecord]) -> UsageBatch { UsageBatch(psdKey: psdKey, records: records) }
}
