import ArgumentParser
import DutyModel
import Exchanges
import Tablet

/// `dutymark machine outcome`: what became of a command that was given before.
struct OutcomeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "outcome",
        abstract: "Show what became of a command: done, not done, or not known yet.",
        discussion: """
            A command whose outcome wasn't known when it ended gave its name. A command that the machine has not taken by \
            now is never carried out any more, so that “not done” stays true.
            """)

    @OptionGroup var machine: MachineOptions

    @Argument(help: "The name of the command, 32 hexadecimal digits.")
    var act: String

    func run() async throws {
        let id = try reporting(asJSON: machine.json) { try ActID(hex: act) }
        try await machine.perform({ () async throws(DutyFailure) in
            do throws(DutyFailure) {
                return try await machine.folder.ask(.outcome(of: id))
            } catch {
                // It is the question that failed; of the command nothing is known by that.
                throw error.knowing(.notKnown)
            }
        }) { reply in
            guard case .outcome(let report) = reply else { return nil }
            if let failure = report.failure { throw failure }
            let item: UInt32? =
                switch report.deed {
                case .franked(let counter), .spoiled(let counter): counter
                default: nil
                }
            return CommandAnswer(
                "Done. \(report.sentence)\n\(report.remedy)",
                json: ["act": report.act, "outcome": report.outcome, "sentence": report.sentence, "item": item])
        }
    }
}
