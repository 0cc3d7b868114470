import Base
import BaseProtocol
import DutyModel
import Synchronization

@testable import Tablet

/// A fault of the link, at one moment of one command.
struct LinkFault: Hashable, Sendable, CustomStringConvertible {
    /// How far the command is.
    enum Moment: String, CaseIterable, Sendable {
        /// The base can't be reached.
        case unsent
        /// The base has the command and has not decided.
        case sent
        /// It has decided, durably, and has not answered.
        case decided
        /// Its answer is on the way.
        case answered
    }

    /// What happens.
    enum Kind: String, CaseIterable, Sendable {
        /// The base is killed and started again.
        case kill
        /// The base stands still until the tablet has given up.
        case stop
        /// The connection is reset.
        case reset
        /// This command or its answer is late, beyond the tablet's patience.
        case delay
    }

    let moment: Moment
    let kind: Kind

    var description: String { "\(moment.rawValue), \(kind.rawValue)" }

    /// Each kind at each moment.
    static let all = Moment.allCases.flatMap { moment in Kind.allCases.map { LinkFault(moment: moment, kind: $0) } }
}

/// Lets a base answer behind a relay and brings about one fault.
actor FaultyBase {
    private let line: BaseLine
    private let restart: @Sendable () throws -> Void
    private var relay: LinkRelay?
    private var armed: (command: String, fault: LinkFault)?
    private var atWork = 0
    private let held = ByteGate()

    /// A base at the end of this line; `restart` starts it again from its disk.
    init(_ line: BaseLine, restart: @escaping @Sendable () throws -> Void) {
        self.line = line
        self.restart = restart
    }

    func stand(behind relay: LinkRelay) { self.relay = relay }

    /// Brings the fault about at the next command of this name.
    func arm(_ fault: LinkFault, at command: String) async {
        held.hold()
        guard fault.moment == .unsent else { return armed = (command, fault) }
        await relay?.cut(reset: fault.kind == .reset)
        switch fault.kind {
        case .kill, .reset: await relay?.refuse()
        case .stop, .delay: await relay?.stop()
        }
    }

    /// Ends the fault, and returns when what was held back has been decided.
    func heal() async {
        armed = nil
        held.open()
        await relay?.heal()
        while atWork > 0 { await Task.yield() }
    }

    /// Answers a command that came through the link.
    func answer(_ command: BaseCommand) async throws(DutyFailure) -> BaseAnswer {
        atWork += 1
        defer { atWork -= 1 }
        let name = String("\(command)".prefix { $0 != "(" })
        try await reach(.sent, name)
        let result: Result<BaseAnswer, DutyFailure>
        do throws(DutyFailure) { result = .success(try await line.ask(command)) } catch { result = .failure(error) }
        try await reach(.decided, name)
        try await reach(.answered, name)
        return try result.get()
    }

    private func reach(_ moment: LinkFault.Moment, _ command: String) async throws(DutyFailure) {
        guard let (name, fault) = armed, name == command, fault.moment == moment else { return }
        armed = nil
        guard moment == .answered else { return try await strike(fault.kind) }
        await relay?.holdAnswers()
        // The answer has to be on its way before anything befalls it.
        Task {
            await relay?.hasAnswerHeld()
            try? await strike(fault.kind)
        }
    }

    private func strike(_ kind: LinkFault.Kind) async throws(DutyFailure) {
        switch kind {
        case .kill:
            await relay?.cut(reset: false)
            do { try restart() } catch { throw DutyFailure(.internalError, "The base does not start: \(error).") }
            throw DutyFailure(.internalError, "A killed base answers nothing.")
        case .reset: await relay?.cut(reset: true)
        case .stop:
            await relay?.stop()
            await held.pass()
        case .delay: await held.pass()
        }
    }
}
