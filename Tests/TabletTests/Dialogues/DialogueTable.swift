import BaseProtocol
import DutyModel
import Exchanges
import Signing
import Testing

@testable import SecurityDevice
@testable import Tablet

/// One line of a transition table: what comes in, and what the dialogue then wants.
struct Turn: Sendable {
    let event: DialogueEvent
    let step: String

    init(_ event: DialogueEvent, _ step: String) {
        self.event = event
        self.step = step
    }

    /// A failure of the step before.
    static func fails(_ code: FailureCode, _ step: String) -> Turn {
        Turn(.failed(DutyFailure(code, "It failed.")), step)
    }
}

/// One way through a dialogue.
struct Way: Sendable {
    let name: String
    let turns: [Turn]

    init(_ name: String, _ turns: Turn...) { self.init(name, turns: turns) }

    init(_ name: String, turns: [Turn]) {
        self.name = name
        self.turns = turns
    }
}

/// Holds a dialogue to each line of the way.
func follow<Held: Dialogue>(_ way: Way, _ held: Held) {
    var dialogue = held
    for (line, turn) in way.turns.enumerated() {
        #expect(dialogue.next(turn.event).words == turn.step, "\(way.name), line \(line + 1)")
    }
}

extension DialogueStep {
    /// The step in words, for a table.
    var words: String {
        switch self {
        case .askBase(let command):
            switch command {
            case .usage(let first, _): "base usage from \(first)"
            case .history(let first, _): "base history from \(first)"
            case .refillRequest(.cancellation, _): "base refillRequest cancellation"
            case .spoilAcknowledged(let counter): "base spoilAcknowledged \(counter)"
            default: "base \("\(command)".prefix { $0 != "(" })"
            }
        case .askService(.refill(let request)) where request.kind == .cancellation: "funds cancellation"
        case .askService(.usage(let batch)):
            "transactions usage \(batch.psdKey) \(batch.records.map(\.counter))"
        case .askService(let question): "\(question.service.rawValue) \("\(question)".prefix { $0 != "(" })"
        case .settleOutbox(let key, let counter): "settle \(key) through \(counter)"
        case .adopt(let key): "adopt \(key)"
        case .pause: "pause"
        case .done(.success(let outcome)): "done \("\(outcome)".prefix { $0 != "(" })"
        case .done(.failure(let failure)): "fails \(failure.code.rawValue)"
        }
    }
}

/// Values that no one checks: a dialogue looks at names and numbers, never at a signature.
enum Sample {
    static let key = TestDirectory.key
    static let now = Timestamp(1_790_000_000)
    static let signature = SignatureBytes(unchecked: Array(repeating: 2, count: SignatureBytes.length))
    static let nonce = Nonce(unchecked: Array(repeating: 3, count: Nonce.length))
    static let name = OperationID(unchecked: Array(repeating: 1, count: OperationID.length))
    static let publicKey = PublicKeyBytes(unchecked: Array(repeating: 5, count: PublicKeyBytes.length))
    static let operation = RefillOperation(psdKey: key, id: name, sequence: 1, attempt: 1, amount: .rupees(5))
    static let statement = RegisterStatement(
        psdKey: key, registers: .empty, itemCount: 0, appliedSequence: 0, lastGrant: .zero, statementCounter: 1,
        chainHead: .zero, time: now)

    static func status(
        _ phase: LifePhase = .valid, refill: RefillOperation? = nil, last: RefillAnswer? = nil, items: UInt32 = 0,
        unsent: Int = 0, keyDestroyed: Bool = false
    ) -> DialogueEvent {
        var status = DeviceStatus(phase: phase, time: now)
        status.psdKey = key
        status.itemCount = items
        status.outstandingRefill = refill
        status.lastRefill = last
        status.unsentCount = unsent
        status.keyDestroyed = keyDestroyed
        return .base(.status(status))
    }

    static func answer(_ decision: RefillDecision = .cancelled) -> RefillAnswer {
        RefillAnswer(operation: operation, decision: decision, signature: signature)
    }

    static let envelope = EnvelopedRefillAnswer(
        answer: answer(),
        envelope: AnswerEnvelope(answerHash: .zero, nonce: nonce, epoch: 1, time: now, signature: signature))
    static let grants = DialogueEvent.base(.grants([answer(.granted(controlTotalAfter: .rupees(5)))]))

    static func records(_ counters: ClosedRange<UInt32>, life: UInt8 = 1) -> [SignedUsageRecord] {
        counters.compactMap { try? SQLOutboxTests.record($0, life: life) }
    }

    static func receipt(_ records: [SignedUsageRecord], through: UInt32) -> DialogueEvent {
        let key = records.first?.record.stamp.record.psdKey ?? key
        let batch = UsageBatch(psdKey: key, records: records)
        return .service(
            .usageReceipt(
                UsageReceipt(
                    psdKey: key, durableThrough: through, batchHash: batch.hash, time: now, signature: signature)))
    }
}
