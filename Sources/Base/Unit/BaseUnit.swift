import BaseProtocol
import DutyModel
import Exchanges
import Foundation
import Logging
import SecurityDevice

/// The base: owns the security device and draws its impressions. One command at a time.
///
/// Every answer is given only after what it says is durable in the device's journal.
public actor BaseUnit {
    private var device: SecurityDevice
    private let clock: any DeviceClock
    private let random: any RandomSource
    private let desk: ImpressionDesk
    private let certificates: DeviceCertificates?
    private let logger: Logger

    /// A base around this device; without `certificates`, those of the device's keys are kept nowhere.
    public init(
        device: SecurityDevice, clock: any DeviceClock, random: any RandomSource, desk: ImpressionDesk,
        certificates: DeviceCertificates? = nil, logger: Logger
    ) {
        self.device = device
        self.clock = clock
        self.random = random
        self.desk = desk
        self.certificates = certificates
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
        if let settled = command.settledAnswer(by: device.deed(of: command.act)) { return settled }
        switch command {
        case .status: return .status(device.status(at: now))
        case .outcome(let act): return .outcome(device.outcome(of: act))
        case .frank(let order, let act): return .franked(try device.frank(order, act: act, at: now))
        case .beginRefill(let amount, let act):
            return .refillBegun(try device.beginRefill(amount: amount, id: random.value(), act: act, at: now))
        case .refillRequest(let kind, let act):
            return .refillRequest(try device.refillRequest(kind, nonce: random.value(), act: act, at: now))
        case .applyRefill(let answer): return .refillDecided(try device.applyRefill(answer, at: now))
        case .auditRequest(let act, let namesRoot):
            return .auditRequest(try auditRequest(act, namesRoot: namesRoot == true, at: now))
        case .applyVerdict(let verdict): try device.applyVerdict(verdict, at: now)
        case .noteUpload(let act): try device.noteUpload(act)
        case .usage(let first, let limit): return .records(device.unsentRecords(from: first, limit: limit))
        case .applyReceipt(let receipt): try device.applyReceipt(receipt)
        case .takeStanding(let standing): try device.takeStanding(standing)
        case .takeServiceKeys(let keys): try device.takeServiceKeys(keys)
        case .witness(let record): try device.compare(withKnown: record)
        case .recent(let limit): return .records(device.recentRecords(limit: limit))
        case .drawing(let counter, let number, let format):
            return try drawing(counter, number, format)
        case .drawingDelivered(let counter, let number): try device.markDelivered(counter: counter, number)
        case .specimen(let format): return .file(Data(try desk.specimen(device.status(at: now), format)))
        case .grants: return .grants(device.grants)
        case .licence:
            let terms = device.status(at: now).authorisation
            return .licence(terms.flatMap { certificates?.licence(with: $0) })
        case .history(let first, let limit): return .records(device.history(from: first, limit: limit))
        case .spoil(let counter, let act):
            return .spoiled(try device.declareSpoiled(counter: counter, act: act, at: now))
        case .certificateRenewal(let certificate, let publicKey):
            return .certificateRenewal(try device.certificateRenewal(of: certificate, publicKey: publicKey, at: now))
        case .keepCertificate(let certificate):
            try device.requireOwn(certificate: certificate)
            if let key = device.status(at: now).psdKey { try certificates?.keep(certificate, of: key) }
        case .spoils: return .spoils(device.unacknowledgedSpoils)
        case .spoilAcknowledged(let counter): try device.acknowledgeSpoil(counter: counter)
        case .printStandings(let first, let limit):
            return .printStandings(PrintStandings(device.printStandings(from: first, limit: limit)))
        case .unsettledPrints(let first, let limit):
            return .printStandings(PrintStandings(device.unsettledPrints(from: first, limit: limit)))
        case .impression(let counter): return .records(device.record(counter: counter).map { [$0] } ?? [])
        case .beginWithdrawal, .withdrawalRequest, .completeWithdrawal, .withdrawalConfirmation, .destroyKey,
            .beginNextLife, .configurationRequest, .configure:
            return try changeLife(command, at: now)
        }
        return .done
    }

    /// The commands that end a life of the device and begin the next.
    private func changeLife(_ command: BaseCommand, at now: ClockReading) throws(DutyFailure) -> BaseAnswer {
        switch command {
        case .beginWithdrawal(let act):
            let id = device.status(at: now).withdrawalTakenUp(by: act) ?? random.value()
            try device.beginWithdrawal(id: id, act: act, at: now)
            return .withdrawalBegun(id)
        case .withdrawalRequest:
            return .withdrawalRequest(try device.withdrawalRequest(nonce: random.value(), at: now))
        case .completeWithdrawal(let order): try device.completeWithdrawal(order, at: now)
        case .withdrawalConfirmation: return .withdrawalConfirmation(try device.withdrawalConfirmation(at: now))
        case .destroyKey: try device.destroyKey()
        case .beginNextLife(let act): try device.beginNextLife(act: act)
        case .configurationRequest:
            return .configurationRequest(try device.configurationRequest(nonce: random.value(), at: now))
        case .configure(let configuration):
            // The licence counts first: a certificate without it would say that the device is configured.
            try device.configure(configuration, at: now)
            // Handed over again, it puts nothing in the place of what is kept: nobody signed the certificate for the base.
            guard let certificates, certificates.licence(with: configuration.authorisation) == nil else { break }
            try certificates.keep(configuration.certificate, of: configuration.authorisation.psdKey)
            try certificates.keep(configuration)
        default: throw DutyFailure(.internalError, "This command does not change the device's life.")
        }
        return .done
    }

    /// An audit keeps its name until its verdict is there, however often it is asked for.
    private func auditRequest(
        _ act: ActID?, namesRoot: Bool, at now: ClockReading
    ) throws(DutyFailure) -> AuditRequest {
        let outstanding = device.status(at: now).outstandingAudit
        try device.beginAudit(id: outstanding ?? random.value(), act: act, at: now)
        return try device.auditRequest(nonce: random.value(), namesRoot: namesRoot, at: now)
    }

    /// Draws only what the device holds, and checks the device's own signature on it each time. A drawing that fails
    /// has not begun; one that has begun and is lost on its way is sent again, in the form it began in.
    private func drawing(
        _ counter: UInt32, _ number: DrawingNumber, _ wanted: PrintFormat
    ) throws(DutyFailure) -> BaseAnswer {
        let leaving = try device.draw(counter: counter, number, as: wanted) { permitted, format throws(DutyFailure) in
            try desk.impression(permitted, format)
        }
        if leaving.hasChanged {
            logger.notice("Fonts or program changed since print \(number.rawValue) of impression \(counter) began.")
        }
        return .drawing(Data(leaving.file), leaving.format, sentAgain: leaving.isSentAgain)
    }
}
