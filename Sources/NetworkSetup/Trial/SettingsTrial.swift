import DutyModel

/// New network settings are on trial until a person confirms them, or time puts the earlier ones back: whoever sets
/// something wrong may have cut off the very page on which it could be set right.
///
/// A pure state machine: an event in, what to do out. `settled`, `confirmed` and `rolledBack` differ only in how the
/// last trial ended.
package struct SettingsTrial: Hashable, Sendable {
    /// Where it stands.
    package enum State: Hashable, Sendable {
        /// Nothing was tried since the start.
        case settled
        /// The settings in force are new; these are the earlier ones, which come back at the deadline, in seconds of
        /// the elapsed clock.
        case trial(earlier: NetworkSettings, deadline: Int64)
        /// The last trial was confirmed.
        case confirmed
        /// The last trial ended with the earlier settings.
        case rolledBack(Reason)
    }

    /// Why the earlier settings came back.
    package enum Reason: Hashable, Sendable, Codable {
        /// Nobody confirmed the new ones in time.
        case notConfirmed
        /// The machine started again during the trial.
        case restarted
        /// They could not be put into force.
        case notApplied(FailureCode, String)
    }

    /// What happened.
    package enum Event: Hashable, Sendable {
        /// A person gave these settings, at this second.
        case change(NetworkSettings, at: Int64)
        /// The settings on trial were put into force, at this second.
        case applied(at: Int64)
        /// A person confirmed those in force.
        case confirm
        /// The clock stands at this second.
        case time(Int64)
        /// The process was started again.
        case restarted
        /// The settings on trial could not be put into force.
        case applyFailed(FailureCode, String)
        /// The back end was not reached with the settings on trial.
        case connectivityLost
        /// It was reached.
        case connectivityFound
    }

    /// What is to be done now.
    package enum Action: Hashable, Sendable {
        /// Nothing.
        case nothing
        /// Write the trial down, then put the new settings into force.
        case begin
        /// Write down that the settings in force stay.
        case keep
        /// Put the earlier settings into force again, then write that down.
        case goBack
        /// Tell the person that no settings are on trial.
        case refuse
    }

    package private(set) var state = State.settled
    /// The settings that count now.
    package private(set) var inForce: NetworkSettings
    /// Whether the back end was reached during the trial; nil while that is not known.
    package private(set) var reached: Bool?
    private let trialSeconds: Int64

    /// Nothing is on trial.
    package init(_ settled: NetworkSettings, trialSeconds: Int64) {
        inForce = settled
        self.trialSeconds = trialSeconds
    }

    /// As a process finds it that ended during a trial.
    package init(onTrial new: NetworkSettings, earlier: NetworkSettings, trialSeconds: Int64) {
        inForce = new
        state = .trial(earlier: earlier, deadline: .max)
        self.trialSeconds = trialSeconds
    }

    /// Takes one event.
    package mutating func handle(_ event: Event) -> Action {
        switch (state, event) {
        case (_, .change(let new, let now)): change(to: new, at: now)
        // Putting a link into force takes a while, in which nobody could confirm anything.
        case (.trial(let earlier, _), .applied(let now)): begin(from: earlier, at: now, .nothing)
        case (.trial, .confirm): settle(.confirmed, .keep)
        case (_, .confirm): .refuse
        case (.trial(let earlier, let deadline), .time(let now)) where now >= deadline:
            goBack(to: earlier, .notConfirmed)
        case (.trial(let earlier, _), .restarted): goBack(to: earlier, .restarted)
        case (.trial(let earlier, _), .applyFailed(let code, let message)):
            goBack(to: earlier, .notApplied(code, message))
        // A link that was just set needs a moment, and a person may be about to plug the cable in: only time decides.
        case (.trial, .connectivityLost): note(reached: false)
        case (.trial, .connectivityFound): note(reached: true)
        case (_, .applied), (_, .time), (_, .restarted), (_, .applyFailed), (_, .connectivityLost),
            (_, .connectivityFound):
            .nothing
        }
    }

    private mutating func change(to new: NetworkSettings, at now: Int64) -> Action {
        guard new != inForce else { return .nothing }
        // A second change during a trial is tried against what was confirmed last, never against the first one.
        var earlier = inForce
        if case .trial(let confirmed, _) = state { earlier = confirmed }
        inForce = new
        reached = nil
        guard new != earlier else { return settle(.confirmed, .keep) }
        return begin(from: earlier, at: now, .begin)
    }

    private mutating func begin(from earlier: NetworkSettings, at now: Int64, _ action: Action) -> Action {
        state = .trial(earlier: earlier, deadline: now + trialSeconds)
        return action
    }

    private mutating func settle(_ ended: State, _ action: Action) -> Action {
        state = ended
        reached = nil
        return action
    }

    private mutating func goBack(to earlier: NetworkSettings, _ reason: Reason) -> Action {
        inForce = earlier
        return settle(.rolledBack(reason), .goBack)
    }

    private mutating func note(reached: Bool) -> Action {
        self.reached = reached
        return .nothing
    }
}
