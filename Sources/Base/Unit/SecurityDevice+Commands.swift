import BaseProtocol
import DutyModel
import Exchanges
import Foundation
import SecurityDevice

extension SecurityDevice {
    /// Carries out one command of the tablet; a refusal is thrown and changes nothing. What the answer says is durable.
    package mutating func carryOut(
        _ command: BaseCommand, at now: ClockReading, with base: inout some BaseEquipment
    ) throws(DutyFailure) -> BaseAnswer {
        if let settled = command.settledAnswer(by: deed(of: command.act)) { return settled }
        switch command {
        case .status: return .status(status(at: now))
        case .outcome(let act): return .outcome(outcome(of: act))
        case .frank(let order, let act): return .franked(try frank(order, act: act, at: now))
        case .beginRefill(let amount, let act):
            return .refillBegun(try beginRefill(amount: amount, id: base.value(), act: act, at: now))
        case .refillRequest(let kind, let act):
            return .refillRequest(try refillRequest(kind, nonce: base.value(), act: act, at: now))
        case .applyRefill(let answer): return .refillDecided(try applyRefill(answer, at: now))
        case .auditRequest(let act, let namesRoot):
            // An audit keeps its name until its verdict is there, however often it is asked for.
            try beginAudit(id: status(at: now).outstandingAudit ?? base.value(), act: act, at: now)
            return .auditRequest(try auditRequest(nonce: base.value(), namesRoot: namesRoot == true, at: now))
        case .applyVerdict(let verdict): try applyVerdict(verdict, at: now)
        case .noteUpload(let act): try noteUpload(act)
        case .usage(let first, let limit): return .records(unsentRecords(from: first, limit: limit))
        case .applyReceipt(let receipt): try applyReceipt(receipt)
        case .takeStanding(let standing): try takeStanding(standing)
        case .takeServiceKeys(let keys): try takeServiceKeys(keys)
        case .witness(let record): try compare(withKnown: record)
        case .recent(let limit): return .records(recentRecords(limit: limit))
        case .drawing(let counter, let number, let format): return try draw(counter, number, format, with: base)
        case .drawingDelivered(let counter, let number): try markDelivered(counter: counter, number)
        case .specimen(let format): return .file(Data(try base.specimen(status(at: now), format)))
        case .grants: return .grants(grants)
        case .licence: return .licence(status(at: now).authorisation.flatMap { base.licence(with: $0) })
        case .history(let first, let limit): return .records(history(from: first, limit: limit))
        case .spoil(let counter, let act): return .spoiled(try declareSpoiled(counter: counter, act: act, at: now))
        case .attest(let attestation): return .attested(try attest(attestation, at: now))
        case .keepCertificate(let certificate):
            try requireOwn(certificate: certificate)
            if let key = status(at: now).psdKey { try base.keep(certificate, of: key) }
        case .spoils: return .spoils(unacknowledgedSpoils)
        case .spoilAcknowledged(let counter): try acknowledgeSpoil(counter: counter)
        case .printStandings(let first, let limit):
            return .printStandings(PrintStandings(printStandings(from: first, limit: limit)))
        case .unsettledPrints(let first, let limit):
            return .printStandings(PrintStandings(unsettledPrints(from: first, limit: limit)))
        case .impression(let counter): return .records(record(counter: counter).map { [$0] } ?? [])
        case .beginWithdrawal, .withdrawalRequest, .completeWithdrawal, .withdrawalConfirmation, .destroyKey,
            .beginNextLife, .configurationRequest, .configure:
            return try changeLife(command, at: now, with: &base)
        }
        return .done
    }

    /// The commands that end a life of the device and begin the next.
    private mutating func changeLife(
        _ command: BaseCommand, at now: ClockReading, with base: inout some BaseEquipment
    ) throws(DutyFailure) -> BaseAnswer {
        switch command {
        case .beginWithdrawal(let act):
            let id = status(at: now).withdrawalTakenUp(by: act) ?? base.value()
            try beginWithdrawal(id: id, act: act, at: now)
            return .withdrawalBegun(id)
        case .withdrawalRequest: return .withdrawalRequest(try withdrawalRequest(nonce: base.value(), at: now))
        case .completeWithdrawal(let order): try completeWithdrawal(order, at: now)
        case .withdrawalConfirmation: return .withdrawalConfirmation(try withdrawalConfirmation(at: now))
        case .destroyKey: try destroyKey()
        case .beginNextLife(let act): try beginNextLife(act: act)
        case .configurationRequest: return .configurationRequest(try configurationRequest(nonce: base.value(), at: now))
        case .configure(let configuration):
            // The licence counts first: a certificate without it would say that the device is configured.
            try configure(configuration, at: now)
            // Handed over again, it puts nothing in the place of what is kept: nobody signed the certificate for the base.
            if base.licence(with: configuration.authorisation) == nil { try base.keep(configuration) }
        default: throw DutyFailure(.internalError, "This command does not change the device's life.")
        }
        return .done
    }

    /// Draws only what the device holds, and checks the device's own signature on it each time. A drawing that fails
    /// has not begun; one that has begun and is lost on its way is sent again, in the form it began in.
    private mutating func draw(
        _ counter: UInt32, _ number: DrawingNumber, _ wanted: PrintFormat, with base: some BaseEquipment
    ) throws(DutyFailure) -> BaseAnswer {
        let leaving = try draw(counter: counter, number, as: wanted, by: base.impression)
        if leaving.hasChanged { base.noteRedrawn(counter, number) }
        return .drawing(Data(leaving.file), leaving.format, sentAgain: leaving.isSentAgain)
    }
}
