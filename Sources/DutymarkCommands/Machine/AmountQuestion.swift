import ArgumentParser
import DutyModel
import Glibc
import Tablet

/// `--yes` of the commands that move money, and the question where it is missing.
struct AmountQuestion: ParsableArguments {
    @Flag(help: "Don’t ask once more where the amount is above the machine’s limit.")
    var yes = false

    /// Has the machine do something; where it wants the amount confirmed, a person at a terminal is shown the amount in
    /// words and asked once. Elsewhere the refusal stands: `confirmation_needed`.
    func perform(
        _ command: (ActID) -> MachineCommand, on machine: MachineOptions, amount: Paise,
        show: (MachineReply) throws -> String?
    ) async throws {
        if yes { return try await machine.perform({ .confirmed(command($0)) }, show: show) }
        let mayAsk = !machine.json && isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1
        var isConfirmed = false
        try await machine.perform(
            command, show: show,
            unless: { failure in
                guard failure.code == .confirmationNeeded, mayAsk else { return false }
                isConfirmed = Self.answer(to: "\(AmountConfirmation.text(of: amount)). Go on? Type yes: ")
                return isConfirmed
            })
        if isConfirmed { try await machine.perform({ .confirmed(command($0)) }, show: show) }
    }

    private static func answer(to question: String) -> Bool {
        StandardError.ask(question)
        return readLine()?.trimmingPrefix { $0 == " " }.lowercased() == "yes"
    }
}
