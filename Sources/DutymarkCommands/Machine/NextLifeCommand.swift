import Installation
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
            if machine.json { return JSONText.of(NextLifeReport()) }
            return "The security device has a new key. “dutymark machine status” shows it for the operator."
        }
    }
}

/// A next life that has begun, in JSON.
struct NextLifeReport: Encodable {
    let formatVersion = 1
    let state = MachineState.initialised
}
