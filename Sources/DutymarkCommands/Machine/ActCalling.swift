import DutyModel
import Exchanges
import Foundation
import Tablet

/// How long a command asks what became of it, after the machine did not say.
struct ActPatience {
    /// Seconds; a part that its supervisor starts again is back by then.
    var seconds: Int = 20
    /// Milliseconds between two questions.
    var pauseMilliseconds: Int64 = 500
}

/// What a command changes.
enum ActTarget {
    /// The security device.
    case device
    /// The settings of the network.
    case networkSettings
}

extension MachineOptions {
    /// Has the machine do something under a new name, and prints what `show` makes of the reply. Where the machine does not
    /// say what became of it, it is asked by that name; a failure then says done, not done, or how to ask again.
    func perform(
        on target: ActTarget = .device, _ command: (ActID) -> MachineCommand,
        show: (MachineReply) throws -> CommandAnswer?
    ) async throws {
        try await perform({ () async throws(DutyFailure) in try await reply(on: target, to: command) }, show: show)
    }

    /// Prints what `show` makes of the reply to something that the machine was asked to do.
    func perform(
        sayingOutcome: Bool = true, _ work: () async throws(DutyFailure) -> MachineReply,
        show: (MachineReply) throws -> CommandAnswer?
    ) async throws {
        try await reporting(asJSON: json, sayingOutcome: sayingOutcome) {
            guard let answer = try show(try await work()) else { throw Self.otherAnswer }
            try say(answer)
        }
    }

    /// What the machine answers to a command under a new name, asking what became of it where it does not say.
    func reply(
        on target: ActTarget = .device, to command: (ActID) -> MachineCommand
    ) async throws(DutyFailure) -> MachineReply {
        try await folder.perform(on: target, command, patience: ActPatience(seconds: wait)) { sentence in
            if !json { StandardError.write(sentence) }
        }
    }
}

extension DataFolderOption {
    /// Gives the running machine a command under a new name and returns its reply, also where the link to the machine
    /// breaks on the way and the machine says later that it was done: the same command under the same name is never done
    /// twice.
    func perform(
        on target: ActTarget, _ command: (ActID) -> MachineCommand, patience: ActPatience, tell: (String) -> Void
    ) async throws(DutyFailure) -> MachineReply {
        let act = try await newAct(on: target)
        do throws(DutyFailure) {
            return try await ask(command(act))
        } catch {
            guard error.outcome == .notKnown else { throw error }
            return try await settle(act, command(act), after: error, patience, tell)
        }
    }

    private func newAct(on target: ActTarget) async throws(DutyFailure) -> ActID {
        do throws(DutyFailure) {
            switch (target, try await ask(target == .device ? .newAct : .networkStanding)) {
            case (.device, .act(let act)): return act
            case (.networkSettings, .network(let standing)):
                // Where nothing can be set, the command is refused whatever its name is.
                return (standing.acts ?? .onTablet(mark: 0)).newAct(random: SystemRandomSource())
            default: throw MachineOptions.otherAnswer
            }
        } catch {
            // Nothing was asked for yet, whatever it was that failed.
            throw error.code == .linkBroken ? DutyFailure(.linkDown, error.message) : error.knowing(.notDone)
        }
    }

    private func settle(
        _ act: ActID, _ command: MachineCommand, after failure: DutyFailure, _ patience: ActPatience,
        _ tell: (String) -> Void
    ) async throws(DutyFailure) -> MachineReply {
        let report = await report(on: act, after: failure, patience, tell)
        switch report?.outcome {
        case .done:
            do throws(DutyFailure) {
                return try await ask(command)
            } catch {
                throw DutyFailure(
                    error.code, "\(report?.sentence ?? "It was done.") \(error.message)",
                    remedy: report?.remedy ?? error.remedy, outcome: .done)
            }
        case .notDone: throw failure.code == .linkBroken ? report?.failure ?? failure : failure.knowing(.notDone)
        case .notKnown, nil: throw unknown(act, failure)
        }
    }

    /// What the machine says of the act as soon as it says anything; nil where it does not within the patience.
    private func report(
        on act: ActID, after failure: DutyFailure, _ patience: ActPatience, _ tell: (String) -> Void
    ) async -> ActReport? {
        let end = ContinuousClock.now + .seconds(patience.seconds)
        var isTold = false
        while true {
            if case .outcome(let report)? = try? await ask(.outcome(of: act)) {
                // What has begun and isn't finished is said now; it may take days.
                if report.outcome != .notKnown || report.deed != nil { return report }
            }
            guard ContinuousClock.now < end else { return nil }
            if !isTold {
                tell("\(failure.message) Asking the machine what became of it, for up to \(patience.seconds) seconds.")
                isTold = true
            }
            try? await Task.sleep(for: .milliseconds(patience.pauseMilliseconds))
        }
    }

    private func unknown(_ act: ActID, _ failure: DutyFailure) -> DutyFailure {
        let isLink = failure.code == .linkBroken || failure.code == .outcomeUnknown
        return DutyFailure(
            isLink ? .outcomeUnknown : failure.code,
            isLink ? "It isn't known yet whether this was done; it may have been. \(failure.message)" : failure.message,
            remedy: (isLink ? "Don't give the command again before you know." : failure.remedy)
                + " To ask what became of it: \(outcomeCommand(act))",
            maximumAllowed: failure.maximumAllowed, outcome: .notKnown)
    }

    /// The command that shows what became of an act, as it is typed.
    private func outcomeCommand(_ act: ActID) -> String {
        let data = folder.map { " --data '\($0.replacing("'", with: "'\\''"))'" } ?? ""
        return "dutymark machine outcome \(act.hex)\(data)"
    }
}
