import DutyModel
import Exchanges
import Messages
import Synchronization

/// Asks the distributor once for the way to the funds service.
struct DirectoryTalk: Talk {
    let machine: MachineSerial
    let psdKey: PSDKeyID
    private(set) var answer: DirectoryAnswer?

    init(machine: MachineSerial, psdKey: PSDKeyID) {
        self.machine = machine
        self.psdKey = psdKey
    }

    func opening() -> MessageEnvelope {
        MessageEnvelope(id: .random(), machine: machine, body: .directoryRequest(DirectoryRequest(psdKey: psdKey)))
    }

    mutating func reply(to answer: MessageEnvelope) throws -> MessageEnvelope? {
        guard case .directoryAnswer(let directory) = answer.body else {
            throw BenchmarkFailure("the distributor gave no directory: \(answer.body)")
        }
        self.answer = directory
        return nil
    }
}

/// Refill after refill until the time is up.
struct RefillTalk: Talk {
    /// One rupee a refill: a device can take a million of them.
    private static let amount = Paise.rupees(1)

    let machine: MachineSerial
    let token: AccessToken
    let counter: RefillCounter
    let deadline: ContinuousClock.Instant
    private(set) var device: LightDevice

    init(
        _ device: LightDevice, of machine: MachineSerial, token: AccessToken, counter: RefillCounter,
        until deadline: ContinuousClock.Instant
    ) {
        self.device = device
        self.machine = machine
        self.token = token
        self.counter = counter
        self.deadline = deadline
    }

    mutating func opening() throws -> MessageEnvelope {
        let request = try device.nextRefill(Self.amount, now: token.issuedAt)
        return MessageEnvelope(
            id: request.operation.id, machine: machine, token: token, body: .question(.refill(request)))
    }

    mutating func reply(to answer: MessageEnvelope) throws -> MessageEnvelope? {
        guard case .reply(.refillAnswer(let enveloped)) = answer.body else {
            throw BenchmarkFailure("the funds service gave no decision: \(answer.body)")
        }
        try device.apply(enveloped.answer)
        counter.add()
        return ContinuousClock.now < deadline ? try opening() : nil
    }
}

/// How many refills were answered so far.
final class RefillCounter: Sendable {
    private let answered = Atomic(0)

    var count: Int { answered.load(ordering: .relaxed) }

    func add() { answered.add(1, ordering: .relaxed) }
}
