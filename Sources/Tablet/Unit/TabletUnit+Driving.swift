import BaseProtocol
import DutyModel

extension TabletUnit {
    /// Holds a dialogue to its end: does each step with base, services and storage, and says what came of it.
    func drive<Held: Dialogue>(_ held: Held) async throws(DutyFailure) -> Held.Outcome {
        var dialogue = held
        var event = DialogueEvent.began
        while true {
            let step = dialogue.next(event)
            if case .done(let result) = step { return try result.get() }
            event = await outcome(of: step)
        }
    }

    private func outcome<Outcome>(of step: DialogueStep<Outcome>) async -> DialogueEvent {
        do throws(DutyFailure) {
            switch step {
            case .askBase(let command): return .base(try await base.ask(command))
            case .askService(let question): return .service(try await services.ask(question))
            case .settleOutbox(let key, let counter): try await outbox.settle(key.serial, through: counter)
            case .adopt(let key): try await adopt(key)
            case .pause:
                await pause(settings.refillPauseMilliseconds)
                return .resumed
            case .done: break
            }
            return .kept
        } catch {
            return .failed(error)
        }
    }
}
