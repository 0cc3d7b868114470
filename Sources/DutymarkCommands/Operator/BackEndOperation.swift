import ArgumentParser
import BackEnd
import DutyModel

/// A command of an operator: what it asks of the back end, and what the reply says.
protocol BackEndOperation: AsyncParsableCommand {
    var back: OperatorOptions { get }
    /// What is asked; throws what is wrong with what was typed.
    func command() throws(DutyFailure) -> OperatorCommand
    /// What the reply says; nil where it is one to something else.
    func answer(_ reply: OperatorReply) throws(DutyFailure) -> CommandAnswer?
}

extension BackEndOperation {
    func run() async throws { try await back.ask(command, show: answer) }
}

extension OperatorReply {
    /// The answer to a change that was made, in this sentence; nil for every other reply.
    func whenDone(_ sentence: String) -> CommandAnswer? { if case .done = self { .done(sentence) } else { nil } }
}
