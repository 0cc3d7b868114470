import ArgumentParser
import DutyModel
import Tablet

/// `dutymark machine printed`: a person's word that a print came out.
struct PrintedCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "printed", abstract: "Say that the print of an impression came out.",
        discussion: "A print that “frank” or “print” wrote to its output is known to have arrived without this.")

    @OptionGroup var machine: MachineOptions

    @Option(help: "The item number of the impression.")
    var item: UInt32

    func run() async throws {
        do throws(DutyFailure) {
            let standing = try await machine.printStanding(of: item)
            // Without a print that has begun, the machine says why; one that is known to have come out stays so.
            let number = standing?.state.begunDrawing ?? (standing?.state == .printedAgain ? .second : .first)
            _ = try await machine.folder.ask(.delivered(counter: item, number))
            let after = try await machine.printStanding(of: item)
            let report = ImpressionReport(item: item, standing: after)
            try machine.say(machine.json ? JSONText.of(report) : "The print of item \(item) is noted as printed.")
        } catch {
            throw error.reported(asJSON: machine.json)
        }
    }
}
