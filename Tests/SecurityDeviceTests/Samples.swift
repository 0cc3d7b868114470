import DutyModel
import Exchanges
import Signing

@testable import SecurityDevice

/// One of each event, with every optional part present in one of them and absent in another.
enum Samples {
    static let reading = ClockReading(wall: Timestamp(1_764_000_000), bootSeconds: 77)
    static let id = OperationID(unchecked: Array(1...16))
    static let question = AskedQuestion(nonce: Nonce(unchecked: Array(2...17)), statementCounter: 9)
    static let signature = SignatureBytes(unchecked: Array(repeating: 7, count: 64))
    static let key = PSDKeyID(serial: PSDSerial(42), life: 1)
    static let publicKey = PublicKeyBytes(unchecked: Array(repeating: 3, count: 32))
    static let operation = RefillOperation(psdKey: key, id: id, sequence: 4, attempt: 2, amount: .rupees(50))

    static func answer(_ decision: RefillDecision) -> RefillAnswer {
        RefillAnswer(operation: operation, decision: decision, signature: signature)
    }

    static func record() throws -> SignedUsageRecord {
        let stamp = StampRecord(
            psdKey: key, counter: 1, value: .rupees(5), time: reading.wall, state: try StateCode("MH"),
            article: try Article("5(h)(B)"))
        return SignedUsageRecord(
            record: UsageRecord(
                stamp: SignedStamp(record: stamp, signature: signature), registers: .empty, previous: .zero),
            signature: signature)
    }

    static let act = ActID(unchecked: [0, 0, 0, 42, 0, 0, 0, 0, 5] + Array(1...7))

    /// One of each deed, open and finished.
    static let deeds: [ActDeed] = [
        .franked(counter: 7), .spoiled(counter: 7), .refill(operation, nil),
        .refill(operation, .granted(controlTotalAfter: .rupees(9))), .refill(operation, .cancelled),
        .refill(operation, .refused(reason: .accountFundsShort, maximumAllowed: .rupees(1))),
        .cancellation(operation, nil), .cancellation(operation, .cancelled),
        .withdrawal(id, removed: nil), .withdrawal(id, removed: .rupees(3)), .audit(id, nil), .audit(id, []),
        .audit(id, [.clone, .usageSum]), .lifeBegun(key), .upload(after: 3, through: 9, isReceived: false),
        .upload(after: 3, through: 9, isReceived: true),
    ]

    static let declaration = SpoilDeclaration(
        psdKey: key, counter: 7, value: .rupees(5), time: reading.wall, signature: signature)

    static func standing(_ state: DeviceStanding.State, _ reason: FailureCode?) -> DeviceStanding {
        DeviceStanding(
            psdKey: key, number: StandingNumber(epoch: 2, count: 5), state: state, reason: reason, time: reading.wall,
            signature: signature)
    }

    private static func rootKey(_ byte: UInt8) -> PublicKeyBytes {
        PublicKeyBytes(unchecked: Array(repeating: byte, count: 32))
    }

    static let certificate = ServiceKeyCertificate(
        purpose: .funds, key: publicKey, number: 3, validFrom: reading.wall,
        validUntil: reading.wall.advanced(byDays: 9), rootGeneration: 2,
        signatures: [RootSignature(key: rootKey(1), signature: signature)])

    static func authorisation(demonstration: Bool? = nil) throws -> Authorisation {
        Authorisation(
            psdKey: key, psdPublicKey: publicKey, machine: try MachineSerial("M-1"), licence: try LicenceNumber("L-1"),
            state: try StateCode("MH"), customer: try CustomerAccount("C-1"), limits: FrankingLimits(),
            fundsKey: publicKey, transactionsKey: publicKey, issuedAt: reading.wall, demonstration: demonstration)
    }

    static var events: [DeviceEvent] {
        let time = reading.wall
        var events: [DeviceEvent] = [
            .initialised(key, publicKey), .refillBegun(operation, reading), .refillAsked(question, reading),
            .refillDecided(answer(.granted(controlTotalAfter: .rupees(9))), epoch: 3, time: time, reading),
            .refillDecided(
                answer(.refused(reason: .accountFundsShort, maximumAllowed: .rupees(1))), epoch: 3, time: time,
                reading),
            .refillDecided(
                answer(.refused(reason: .machineBlocked, maximumAllowed: nil)), epoch: 3, time: time, reading),
            .refillDecided(answer(.cancelled), epoch: 3, time: time, reading), .auditBegun(id, reading),
            .auditAsked(question, reading),
            .audited([.clone, .usageSum], inspectionDue: time, epoch: 1, time: time, reading),
            .audited([], inspectionDue: time, epoch: 1, time: time, reading), .receipted(durableThrough: 8),
            .withdrawalBegun(id, reading), .withdrawalAsked(question, reading),
            .withdrawn(removed: .rupees(3), epoch: 1, time: time, reading), .destroyed, .tampered,
            .stopped(reason: "ünterbrochen"), .cancellationAsked(question, reading), .drawn(7),
            .spoiled(declaration, reading), .spoilAcknowledged(7), .confirmationMade(statementCounter: 12, reading),
            .keyDestroyed, .configurationAsked(statementCounter: 13), .acted(act, .spoilAcknowledged(7)),
            .acted(act, .refillBegun(operation, reading)), .actClosed(act),
            .drawingBegun(7, .first, BegunDrawing(format: .pdf, content: .zero)),
            .drawingChanged(7, .second, BegunDrawing(format: .png, content: .zero)), .drawingDelivered(7, .second),
            .standingTaken(standing(.suspected, .psdCloneSuspected)), .standingTaken(standing(.active, nil)),
            .unlocked(
                standing(.active, nil), by: .audited([], inspectionDue: time, epoch: 1, time: time, reading)),
            .shownBehind(counter: 12),
        ]
        events += deeds.map { .actNoted(act, $0) }
        if let root = try? ServiceRoot(generation: 2, keys: (1...3).map { rootKey($0) }) {
            events += [.rootPinned(root), .rootSucceeded(root), .serviceKeyTaken(certificate)]
        }
        if let record = try? record() { events.append(.franked(record, reading)) }
        for mark in [nil, true, false] as [Bool?] {
            if let terms = try? authorisation(demonstration: mark) { events.append(.authorised(terms, reading)) }
        }
        return events
    }
}
