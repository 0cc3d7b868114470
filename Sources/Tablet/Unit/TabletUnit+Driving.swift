import BaseProtocol
import DutyModel
import Exchanges

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
            case .askService(let question): return .service(try await ask(question))
            case .settleOutbox(let key, let counter): try await outbox.settle(key.serial, through: counter)
            case .adopt(let key): try await adopt(key)
            case .pause:
                await surroundings.pause(settings.refillPauseMilliseconds)
                return .resumed
            case .done: break
            }
            return .kept
        } catch {
            return .failed(error)
        }
    }

    /// Asks a service. Whatever it answers, a refusal too, the base hears first how the device stands: it applies no
    /// answer without the standing that the answer names.
    private func ask(_ question: ServiceQuestion) async throws(DutyFailure) -> ServiceReply {
        if case .licence = question { return try await askKnown(question) }
        return try await knownToBackEnd(as: question.psdKey) { () async throws(DutyFailure) in
            try await self.askKnown(question)
        }
    }

    private func askKnown(_ question: ServiceQuestion) async throws(DutyFailure) -> ServiceReply {
        do throws(DutyFailure) {
            let reply = try await services.ask(question)
            await handOnStanding(of: question.psdKey)
            return reply
        } catch {
            await handOnStanding(of: question.psdKey)
            throw error
        }
    }

    /// Hands the base the standing that came last, each time: a base that was put back in the meantime has forgotten it.
    /// One that the base refuses is noted in the log: whatever rests on it is refused there too.
    func handOnStanding(of psdKey: PSDKeyID) async {
        guard let standing = await services.standing(of: psdKey) else { return }
        do throws(DutyFailure) {
            try await base.perform(.takeStanding(standing))
            announceChange()
        } catch {
            surroundings.logger.notice(
                "the base did not take a standing",
                metadata: ["number": "\(standing.number)", "code": "\(error.code.rawValue)"])
        }
    }
}
