import BaseProtocol
import DutyModel

extension MachineOperations {
    /// Carries out a command; the only place where what people ask for reaches the machine.
    public func carryOut(_ command: MachineCommand) async throws(DutyFailure) -> MachineReply {
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
        guard let doctor else { throw DutyFailure(.doctorMissing, "This machine runs without a doctor.") }
        return doctor
    }
}
