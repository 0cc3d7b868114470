import ArgumentParser
import DutyModel
import Exchanges
import Glibc
import Tablet

/// `--yes` of the commands that move money, and the question where it is missing.
struct AmountQuestion: ParsableArguments {
    @Flag(help: "Don’t ask once more where the amount is above the machine’s limit.")
    var yes = false

    /// Has the machine do something; where it wants the amount confirmed, a person at a terminal is shown the amount in
    /// words and asked once. Elsewhere the refusal stands: `confirmation_needed`.
    func reply(
        to command: (ActID) -> MachineCommand, of machine: MachineOptions, amount: Paise
    ) async throws(DutyFailure) -> MachineReply {
        if yes { return try await machine.reply(to: { .confirmed(command($0)) }) }
        do throws(DutyFailure) {
            return try await machine.reply(to: command)
        } catch {
            guard error.code == .confirmationNeeded, !machine.json, Self.isAtTerminal,
                Self.mayGoOn("\(AmountConfirmation.text(of: amount)). Go on?")
            else { throw error }
        }
        return try await machine.reply(to: { .confirmed(command($0)) })
    }

    private static var isAtTerminal: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

    /// Asks a person at a terminal; where there is none, the command itself is the answer.
    static func mayGoOn(_ question: String) -> Bool {
        guard isAtTerminal else { return true }
        StandardError.ask("\(question) Type yes: ")
        return readLine()?.trimmingPrefix { $0 == " " }.lowercased() == "yes"
    }
}
