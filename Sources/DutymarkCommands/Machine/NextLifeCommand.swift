import ArgumentParser
import DutyModel
import Tablet

/// `dutymark machine next-life`.
struct NextLifeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "next-life",
        abstract: "Give a withdrawn security device a new key; it asks for its licence by itself.")

    @OptionGroup var machine: MachineOptions

    func run() async throws {
        try await machine.perform({ .nextLife(act: $0) }) { reply in
            guard case .done = reply else { return nil }
            return CommandAnswer(
                "The security device has a new key. “dutymark machine status” shows it for the operator.",
                json: ["state": MachineState.initialised])
        }
    }
}
