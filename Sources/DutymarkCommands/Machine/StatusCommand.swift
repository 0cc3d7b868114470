import ArgumentParser
import DutyModel
import Tablet

/// `dutymark machine status`.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show state, registers, and what waits or went wrong.")

    @OptionGroup var machine: MachineOptions

    func run() async throws {
        try await machine.ask(.status) { reply in
            guard case .status(let snapshot) = reply else { return nil }
            return CommandAnswer(snapshot.terminalText, json: snapshot.json)
        }
    }
}
