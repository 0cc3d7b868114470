import ArgumentParser
import DutyModel
import Exchanges
import Tablet

/// `dutymark machine spoil`.
struct SpoilCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "spoil",
        abstract: "Declare a print spoiled: it is never drawn again, and the duty stays debited here.")

    @OptionGroup var machine: MachineOptions

    @Option(help: "The item number of the impression.")
    var item: UInt32

    @Flag(help: "Don’t ask once more at a terminal.")
    var yes = false

    func run() async throws {
        let value = try await reporting(asJSON: machine.json, sayingOutcome: true) {
            try await machine.heldImpression(item)?.stamp.value
        }
        // One that the machine doesn't hold is for the machine to refuse.
        let print = "the print of item \(item)" + (value.map { ", \(AmountConfirmation.text(of: $0))," } ?? "")
        guard
            yes || machine.json
                || AmountQuestion.mayGoOn("Declare \(print) spoiled for good?")
        else {
            throw DutyFailure(
                .confirmationNeeded, "The print of item \(item) was not declared spoiled.",
                remedy: "Type yes where you are asked, or say --yes."
            ).reported(sayingOutcome: true)
        }
        try await machine.perform({ .spoil(counter: item, act: $0) }) { reply in
            guard case .done = reply else { return nil }
            return CommandAnswer(
                "Declared \(print) spoiled. Keep the paper; the back end settles the duty.",
                json: ["item": item, "amount": value, "print": PrintState.spoiled])
        }
    }
}
