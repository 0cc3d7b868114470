import BaseProtocol
import DutyModel
import Exchanges
import MachineLink

/// The tablet's line to the base.
public protocol BaseConnection: Sendable {
    /// Asks and waits for the answer.
    ///
    /// - Throws: what the base refused, and then nothing changed; `link_down` when the base cannot be reached, and then
    ///   it was not asked; `link_broken` when the answer is missing, and then nobody knows whether the command was
    ///   carried out.
    func ask(_ command: BaseCommand) async throws(DutyFailure) -> BaseAnswer
}

extension BaseConnection {
    /// Asks and unwraps the answer.
    func ask<Value>(_ command: BaseCommand, _ unwrap: (BaseAnswer) -> Value?) async throws(DutyFailure) -> Value {
        let answer = try await ask(command)
        guard let value = unwrap(answer) else { throw DutyFailure(.linkBroken, "The base answered another question.") }
        return value
    }

    /// How the device stands.
    func status() async throws(DutyFailure) -> DeviceStatus {
        try await ask(.status) { if case .status(let status) = $0 { status } else { nil } }
    }

    /// Carries out a command that needs no answer but that it is done.
    func perform(_ command: BaseCommand) async throws(DutyFailure) {
        try await ask(command) { if case .done = $0 { () } else { nil } }
    }

    /// Usage records in answer to this command.
    func records(_ command: BaseCommand) async throws(DutyFailure) -> [SignedUsageRecord] {
        try await ask(command) { if case .records(let records) = $0 { records } else { nil } }
    }
}

/// The real line: framed JSON over mutually authenticated TLS.
extension FramedClient: BaseConnection where Request == BaseCommand, Reply == BaseAnswer {
    /// Sends the command once; it is never sent again by the line itself.
    public func ask(_ command: BaseCommand) async throws(DutyFailure) -> BaseAnswer { try await send(command) }
}
