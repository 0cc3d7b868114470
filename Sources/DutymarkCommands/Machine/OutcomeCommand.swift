import Installation
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
        let id = try machine.checked { () throws(DutyFailure) in try ActID(hex: act) }
        do {
            let reply: MachineReply
            do throws(DutyFailure) {
                reply = try await machine.folder.ask(.outcome(of: id))
            } catch {
                // It is the question that failed; of the command nothing is known by that.
                throw error.knowing(.notKnown)
            }
            guard case .outcome(let report) = reply else {
                throw DutyFailure(.internalError, "The machine answered another question.")
            }
            if let failure = report.failure { throw failure }
            try machine.say(
                machine.json ? JSONText.of(OutcomeReport(report)) : "Done. \(report.sentence)\n\(report.remedy)")
        } catch let failure as DutyFailure {
            throw failure.reported(asJSON: machine.json, sayingOutcome: true)
        }
    }
}

/// A command that was done, in JSON.
struct OutcomeReport: Encodable {
    let formatVersion = 1
    let act: ActID
    let outcome: KnownOutcome
    let sentence: String
    let item: OrNull<UInt32>

    init(_ report: ActReport) {
        act = report.act
        outcome = report.outcome
        sentence = report.sentence
        item =
            switch report.deed {
            case .franked(let counter), .spoiled(let counter): OrNull(counter)
            default: OrNull(nil)
            }
    }
}
