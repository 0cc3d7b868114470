import BaseProtocol
import DeviceSimulation
import DutyModel
import Exchanges
import Foundation
import SecurityDevice

/// What a simulated base does with a command: what the production `BaseUnit` does, with papers of its own and without
/// certificates. The device decides.
enum SimulatedBase {
    /// Carries out one command; a refusal is thrown and changes nothing. `paper` gives the bytes of a drawing.
    static func carryOut(
        _ command: BaseCommand, _ device: inout SecurityDevice, at now: ClockReading, random: inout SeededRandom,
        paper: (UInt32, DrawingNumber) -> [UInt8]
    ) throws(DutyFailure) -> BaseAnswer {
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
            try device.beginAudit(id: device.status(at: now).outstandingAudit ?? random.value(), act: act, at: now)
            return .auditRequest(try device.auditRequest(nonce: random.value(), namesRoot: namesRoot == true, at: now))
        case .applyVerdict(let verdict): try device.applyVerdict(verdict, at: now)
        case .noteUpload(let act): try device.noteUpload(act)
        case .usage(let first, let limit): return .records(device.unsentRecords(from: first, limit: limit))
        case .history(let first, let limit): return .records(device.history(from: first, limit: limit))
        case .recent(let limit): return .records(device.recentRecords(limit: limit))
        case .applyReceipt(let receipt): try device.applyReceipt(receipt)
        case .takeStanding(let standing): try device.takeStanding(standing)
        case .takeServiceKeys(let keys): try device.takeServiceKeys(keys)
        case .certificateRenewal(let certificate, let publicKey):
            return .certificateRenewal(try device.certificateRenewal(of: certificate, publicKey: publicKey, at: now))
        case .keepCertificate(let certificate): try device.requireOwn(certificate: certificate)
        case .witness(let record): try device.compare(withKnown: record)
        case .grants: return .grants(device.grants)
        case .spoil(let counter, let act):
            return .spoiled(try device.declareSpoiled(counter: counter, act: act, at: now))
        case .spoils: return .spoils(device.unacknowledgedSpoils)
        case .spoilAcknowledged(let counter): try device.acknowledgeSpoil(counter: counter)
        case .drawing(let counter, let number, let format):
            let leaving = try device.draw(counter: counter, number, as: format) { _, _ in paper(counter, number) }
            return .drawing(Data(leaving.file), leaving.format, sentAgain: leaving.isSentAgain)
        case .drawingDelivered(let counter, let number): try device.markDelivered(counter: counter, number)
        case .printStandings(let first, let limit):
            return .printStandings(PrintStandings(device.printStandings(from: first, limit: limit)))
        case .licence: return .licence(nil)
        case .unsettledPrints(let first, let limit):
            return .printStandings(PrintStandings(device.unsettledPrints(from: first, limit: limit)))
        case .impression(let counter): return .records(device.record(counter: counter).map { [$0] } ?? [])
        case .specimen: throw DutyFailure(.messageUnexpected, "The simulated base draws no specimens.")
        case .beginWithdrawal, .withdrawalRequest, .completeWithdrawal, .withdrawalConfirmation, .destroyKey,
            .beginNextLife, .configurationRequest, .configure:
            return try changeLife(command, &device, at: now, random: &random)
        }
        return .done
    }

    /// The commands that end a life of the device and begin the next.
    private static func changeLife(
        _ command: BaseCommand, _ device: inout SecurityDevice, at now: ClockReading, random: inout SeededRandom
    ) throws(DutyFailure) -> BaseAnswer {
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
        case .configure(let configuration): try device.configure(configuration, at: now)
        default: throw DutyFailure(.internalError, "This command does not change the device's life.")
        }
        return .done
    }
}

extension SeededRandom {
    /// A value of fixed length, such as a nonce or an operation's name.
    mutating func value<Value: ByteValue>(_: Value.Type = Value.self) -> Value { Value(unchecked: bytes(Value.length)) }
}
