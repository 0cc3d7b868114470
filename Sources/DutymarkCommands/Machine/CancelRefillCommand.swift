import ArgumentParser
import DutyModel
import Tablet

/// `dutymark machine cancel-refill`.
struct CancelRefillCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel-refill",
        abstract: "Give up the outstanding refill; one that was granted before is added all the same.")

    @OptionGroup var machine: MachineOptions

    func run() async throws {
        try await machine.perform({ .cancelRefill(act: $0) }) { reply in
            guard case .refill(let outcome) = reply else { return nil }
            return try outcome.answer(asJSON: machine.json)
        }
    }
}
