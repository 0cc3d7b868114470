import Base
import BaseProtocol
import DutyModel
import Synchronization
import Tablet

/// A line to a real base in memory, which a test may break at one command.
final class BaseLine: BaseConnection {
    /// Where the line breaks.
    enum Break: Sendable {
        /// There is no connection.
        case refused
        /// The command never arrives.
        case before
        /// The command is carried out, its answer is lost.
        case after
    }

    private struct State {
        var unit: BaseUnit
        var breaks: [(command: String, place: Break)] = []
    }

    private let state: Mutex<State>

    init(_ unit: BaseUnit) { state = Mutex(State(unit: unit)) }

    /// Breaks the line at the next command of this name.
    func lose(_ command: String, _ place: Break) { state.withLock { $0.breaks.append((command, place)) } }

    /// Another base at the end of the line.
    func replace(_ unit: BaseUnit) { state.withLock { $0.unit = unit } }

    func ask(_ command: BaseCommand) async throws(DutyFailure) -> BaseAnswer {
        let name = "\(command)".prefix { $0 != "(" }
        let (unit, place) = state.withLock { state in
            let index = state.breaks.firstIndex { $0.command == name }
            return (state.unit, index.map { state.breaks.remove(at: $0).place })
        }
        let lost = DutyFailure(.linkBroken, "The other part did not answer in time.")
        if place == .refused { throw DutyFailure(.linkDown, "The other part does not answer.") }
        if place == .before { throw lost }
        let answer = try await unit.answer(command)
        if place == .after { throw lost }
        return answer
    }
}
