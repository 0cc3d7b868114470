import BaseProtocol
import DutyModel
import Foundation
import SiteNetwork

/// What the command line asks of the running machine, through a socket that only its owner can open.
///
/// Whatever changes something in the device carries the name of the act, made by `newAct`; what changes the network's
/// settings, one that begins at the place which their standing gives.
public enum MachineCommand: Sendable, Codable {
    /// How the machine stands.
    case status
    /// A new name for what is about to be asked for; asks for nothing.
    case newAct
    /// What became of an act.
    case outcome(of: ActID)
    /// Frank, and begin the first drawing of the impression where a format is given.
    case frank(FrankingWish, PrintFormat?, act: ActID? = nil)
    /// Ask for funds.
    case refill(amount: Paise, act: ActID? = nil)
    /// Take up the outstanding refill.
    case continueRefill(act: ActID? = nil)
    /// Have the registers compared with the books.
    case audit(act: ActID? = nil)
    /// Send what waits.
    case upload(act: ActID? = nil)
    /// An impression and how its print stands.
    case impression(counter: UInt32)
    /// The prints from this item number on that are not settled, oldest first.
    case unsettledPrints(from: UInt32)
    /// Draw an impression that was made, as this one of its two drawings; one that has begun is sent again.
    case print(counter: UInt32, DrawingNumber, PrintFormat)
    /// This drawing arrived for good.
    case delivered(counter: UInt32, DrawingNumber)
    /// Give up the outstanding refill.
    case cancelRefill(act: ActID? = nil)
    /// Declare a print spoiled.
    case spoil(counter: UInt32, act: ActID? = nil)
    /// Withdraw the machine for good.
    case withdraw(act: ActID? = nil)
    /// Give a withdrawn device its next life.
    case nextLife(act: ActID? = nil)
    /// How the network is set.
    case networkStanding
    /// Set the network, on trial.
    case changeNetwork(NetworkWish, act: ActID? = nil)
    /// Keep the network's settings that are on trial.
    case confirmNetwork(act: ActID? = nil)
    /// Test how the back end is reached; a full test talks with every service.
    case testNetwork(full: Bool)
    /// Have the doctor run, unless it does already.
    case beginExamination
    /// How far the doctor is.
    case examinationStanding
    /// A part of what the doctor saw in a run that is kept.
    case examinationPart(Int, of: UInt64)
    /// A command whose amount a person confirmed after seeing it in words.
    indirect case confirmed(MachineCommand)
}

/// What the running machine answers; a refusal is thrown.
public enum MachineReply: Sendable, Codable {
    /// To `status`.
    case status(MachineSnapshot)
    /// To `newAct`.
    case act(ActID)
    /// To `outcome`.
    case outcome(ActReport)
    /// To `frank`: the debit is durable, whatever the drawing came to.
    case franked(ImpressionSummary, FrankedDrawing)
    /// To `refill`, `continueRefill` and `cancelRefill`.
    case refill(RefillOutcome)
    /// To `audit`.
    case audit(AuditOutcome)
    /// To `upload`.
    case upload(UploadOutcome)
    /// To `impression`; nil where the device no longer holds it.
    case impression(ImpressionSummary?)
    /// To `unsettledPrints`: the oldest, at most `unsettledMaximum`.
    case printStandings(PrintStandings)
    /// To `print`.
    case drawing(DrawnImpression)
    /// To `withdraw`.
    case withdrawn(WithdrawalOutcome)
    /// To `networkStanding` and `confirmNetwork`.
    case network(NetworkStanding)
    /// To `changeNetwork`.
    case networkChange(NetworkChange)
    /// To `testNetwork`.
    case networkTest(NetworkTestReport)
    /// To `beginExamination` and `examinationStanding`.
    case examination(ExaminationStanding)
    /// To `examinationPart`.
    case examinationPart(ExaminationPart)
    /// To what needs no other answer: it is done.
    case done
}

/// What became of the drawing that was asked for together with an impression.
public enum FrankedDrawing: Sendable, Codable {
    /// None was asked for.
    case notAsked
    /// It has begun, and here it is.
    case begun(DrawnImpression)
    /// It could not be had, for this reason; the debit stands.
    case failed(DutyFailure)
}

extension MachineOperations {
    /// Carries out a command of the command line; throws `confirmation_needed` for an amount above the machine's limit
    /// unless the command says that it was confirmed.
    public func answer(_ command: MachineCommand) async throws(DutyFailure) -> MachineReply {
        if case .confirmed(let inner) = command { return try await carryOut(inner) }
        if let amount = command.amountToConfirm { try confirmation.require(false, of: amount) }
        return try await carryOut(command)
    }

    private func carryOut(_ command: MachineCommand) async throws(DutyFailure) -> MachineReply {
        switch command {
        case .status: return .status(await snapshot())
        case .newAct: return .act(try await newAct())
        case .outcome(let act): return .outcome(await outcome(of: act))
        case .frank(let wish, let format, let act):
            let summary = try await frank(wish, act: act)
            guard let format else { return .franked(summary, .notAsked) }
            // The debit stands even when the drawing fails; the command line then says how to print it.
            do throws(DutyFailure) {
                return .franked(summary, .begun(try await drawing(of: summary.stamp.counter, .first, as: format)))
            } catch {
                return .franked(summary, .failed(error))
            }
        case .refill(let amount, let act): return .refill(try await refill(amount: amount, act: act))
        case .continueRefill(let act): return .refill(try await continueRefill(act: act))
        case .audit(let act): return .audit(try await audit(act: act))
        case .upload(let act): return .upload(try await upload(act: act))
        case .impression(let counter): return .impression(try await impression(counter))
        case .unsettledPrints(let first):
            return .printStandings(
                PrintStandings(try await unsettledPrints(from: first, limit: MachineCommand.unsettledMaximum)))
        case .print(let counter, let number, let format):
            return .drawing(try await drawing(of: counter, number, as: format))
        case .delivered(let counter, let number):
            try await confirmDelivery(of: counter, number)
            return .done
        case .cancelRefill(let act): return .refill(try await cancelRefill(act: act))
        case .withdraw(let act): return .withdrawn(try await withdraw(act: act))
        case .spoil(let counter, let act):
            try await declareSpoiled(counter: counter, act: act)
            return .done
        case .nextLife(let act):
            try await beginNextLife(act: act)
            return .done
        case .networkStanding: return .network(await network.standing())
        case .changeNetwork(let wish, let act): return .networkChange(try await network.change(wish, act: act))
        case .confirmNetwork(let act): return .network(try await network.confirm(act: act))
        case .testNetwork(let full): return .networkTest(try await testNetwork(full: full))
        case .beginExamination: return .examination(try await requiredDoctor().begin())
        case .examinationStanding: return .examination(try await requiredDoctor().standing)
        case .examinationPart(let index, let number):
            return .examinationPart(try await requiredDoctor().part(index, of: number))
        case .confirmed:
            throw DutyFailure(.valueMalformed, "A command says twice that it was confirmed.")
        }
    }

    /// The doctor of this machine; throws `doctor_missing` where there is none.
    public nonisolated func requiredDoctor() throws(DutyFailure) -> MachineDoctor {
        guard let doctor else {
            throw DutyFailure(.doctorMissing, "This machine runs without a doctor.")
        }
        return doctor
    }
}

extension MachineCommand {
    /// The most prints that one answer lists.
    public static let unsettledMaximum = 100

    /// The money that the command moves at a person's word; nil for one that moves none of its own.
    var amountToConfirm: Paise? {
        switch self {
        case .frank(let wish, _, _): wish.amount
        case .refill(let amount, _): amount
        default: nil
        }
    }
}
