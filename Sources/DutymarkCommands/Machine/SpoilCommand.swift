import ArgumentParser
import DutyModel
import Tablet

/// `dutymark machine spoil`.
struct SpoilCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "spoil",
        abstract: "Declare a print spoiled: it is never drawn again, and the duty stays debited here.")

    @OptionGroup var machine: MachineOptions

    @Option(help: "The item number of the impression.")
    var item: UInt32

    func run() async throws {
        try await machine.perform({ .spoil(counter: item, act: $0) }) { reply in
            guard case .done = reply else { return nil }
            if machine.json { return JSONText.of(SpoilReport(item: item)) }
            return "The print of item \(item) is declared spoiled. Keep the paper; the back end settles the duty."
        }
    }
}

/// A declaration in JSON.
struct SpoilReport: Encodable {
    let formatVersion = 1
    let item: UInt32
    let print = PrintState.spoiled
}
