import DutyModel
import Exchanges
import Signing

/// A security device that only tops up: as much of its state as its statements tell, signed by a key of its own.
struct LightDevice: Sendable {
    let psdKey: PSDKeyID
    let signer = Ed25519Signer()
    private var registers = Registers.empty
    private var applied: UInt64 = 0
    private var lastGrant = ContentHash.zero
    private var statementCounter: UInt64 = 0

    init(psdKey: PSDKeyID) { self.psdKey = psdKey }

    /// The next refill, with a fresh statement that confirms the one before.
    mutating func nextRefill(_ amount: Paise, now: Timestamp) throws -> RefillRequest {
        statementCounter += 1
        let statement = RegisterStatement(
            psdKey: psdKey, registers: registers, itemCount: 0, appliedSequence: applied, lastGrant: lastGrant,
            statementCounter: statementCounter, chainHead: .zero, time: now)
        let operation = RefillOperation(
            psdKey: psdKey, id: .random(), sequence: applied + 1, attempt: 1, amount: amount)
        let nonce = Nonce.random()
        return try RefillRequest(operation: operation, nonce: nonce, statement: statement).signed(by: signer)
    }

    /// Takes a grant into the registers; anything else ends the measurement.
    mutating func apply(_ answer: RefillAnswer) throws {
        guard case .granted(let controlTotal) = answer.decision, answer.operation.sequence == applied + 1 else {
            throw BenchmarkFailure("a refill was not granted: \(answer.decision)")
        }
        registers.descending = try registers.descending.adding(answer.operation.amount)
        guard try registers.controlTotal == controlTotal else {
            throw BenchmarkFailure("a grant does not fit the device's registers")
        }
        applied = answer.operation.sequence
        lastGrant = answer.hash
    }
}

extension ByteValue {
    /// Random bytes, eight at each question to the system.
    static func random() -> Self {
        var generator = SystemRandomNumberGenerator()
        var bytes: [UInt8] = []
        while bytes.count < length {
            withUnsafeBytes(of: generator.next()) { bytes += $0.prefix(length - bytes.count) }
        }
        return Self(unchecked: bytes)
    }
}
