import BaseProtocol
import DutyModel
import Foundation
import Logging
import SecurityDevice

/// The base: owns the security device and draws its impressions. One command at a time.
///
/// Every answer but a drawing is given only after what it says is durable in the device's journal.
public actor BaseUnit {
    private var device: SecurityDevice
    private let clock: any DeviceClock
    private let random: any RandomSource
    private let desk: ImpressionDesk
    private let logger: Logger

    /// A base around this device.
    public init(
        device: SecurityDevice, clock: any DeviceClock, random: any RandomSource, desk: ImpressionDesk,
        logger: Logger
    ) {
        self.device = device
        self.clock = clock
        self.random = random
        self.desk = desk
        self.logger = logger
    }

    /// Carries out one command; a refusal is thrown and changes nothing.
    public func answer(_ command: BaseCommand) throws(DutyFailure) -> BaseAnswer {
        do {
            return try carryOut(command)
        } catch {
            logger.notice("\(error.message)", metadata: ["code": "\(error.code.rawValue)"])
            throw error
        }
    }

    private func carryOut(_ command: BaseCommand) throws(DutyFailure) -> BaseAnswer {
        let now = clock.read()
        switch command {
        case .status: return .status(device.status(at: now))
        case .frank(let order): return .franked(try device.frank(order, at: now))
        case .beginRefill(let amount):
            return .refillBegun(try device.beginRefill(amount: amount, id: random.value(), at: now))
        case .refillRequest: return .refillRequest(try device.refillRequest(nonce: random.value(), at: now))
        case .applyRefill(let answer): return .refillDecided(try device.applyRefill(answer, at: now))
        case .auditRequest: return .auditRequest(try auditRequest(at: now))
        case .applyVerdict(let verdict): try device.applyVerdict(verdict, at: now)
        case .usage(let first, let limit): return .records(device.unsentRecords(from: first, limit: limit))
        case .applyReceipt(let receipt): try device.applyReceipt(receipt)
        case .witness(let record): try device.compare(withKnown: record)
        case .recent(let limit): return .records(device.recentRecords(limit: limit))
        case .impression(let counter, let format): return .file(try impression(counter, format, at: now))
        case .specimen(let format): return .file(Data(try desk.specimen(device.status(at: now), format)))
        case .refillCancellation, .grants, .history, .beginWithdrawal, .withdrawalRequest, .completeWithdrawal,
            .withdrawalConfirmation, .destroyKey, .beginNextLife, .configurationRequest, .configure, .spoil, .spoils,
            .spoilAcknowledged, .printStates:
            throw DutyFailure(.psdStateRefuses, "The security device does not do this yet.")
        }
        return .done
    }

    /// An audit keeps its name until its verdict is there, however often it is asked for.
    private func auditRequest(at now: ClockReading) throws(DutyFailure) -> AuditRequest {
        let outstanding = device.status(at: now).outstandingAudit
        try device.beginAudit(id: outstanding ?? random.value(), at: now)
        return try device.auditRequest(nonce: random.value(), at: now)
    }

    /// Draws only what the device holds, and checks the device's own signature on it each time.
    private func impression(
        _ counter: UInt32, _ format: PrintFormat, at now: ClockReading
    ) throws(DutyFailure) -> Data {
        guard (1...max(1, device.status(at: now).itemCount)).contains(counter) else {
            throw DutyFailure(.valueMalformed, "There is no impression \(counter).")
        }
        guard let record = device.record(counter: counter) else {
            throw DutyFailure(.printFailed, "The machine no longer holds impression \(counter).")
        }
        return Data(try desk.impression(record, device.status(at: now), format))
    }
}
