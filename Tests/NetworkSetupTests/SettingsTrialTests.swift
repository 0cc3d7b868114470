import DutyModel
import Testing

@testable import NetworkSetup

/// The whole transition table: every state × every event, with what is done and where it leads.
@Suite struct SettingsTrialTests {
    static let first = NetworkSettings.initial
    static let second = NetworkSettings(
        link: .wired(.dhcp), proxy: .manual(ManualProxy(host: "proxy.test", port: 3128, login: nil)))
    static let third = NetworkSettings(
        link: .wired(.dhcp), proxy: .manual(ManualProxy(host: "proxy.test", port: 8080, login: nil)))

    typealias State = SettingsTrial.State
    typealias Event = SettingsTrial.Event

    /// A state with its settings in force.
    static let states: [(name: String, make: SettingsTrial)] = {
        let settled = SettingsTrial(first, trialSeconds: 60)
        var trial = settled
        _ = trial.handle(.change(second, at: 100))
        var confirmed = trial
        _ = confirmed.handle(.confirm)
        var rolledBack = trial
        _ = rolledBack.handle(.time(160))
        return [("settled", settled), ("trial", trial), ("confirmed", confirmed), ("rolledBack", rolledBack)]
    }()

    static let events: [(name: String, event: Event)] = [
        ("change", .change(third, at: 120)), ("applied", .applied(at: 130)), ("confirm", .confirm),
        ("time before", .time(159)),
        ("time after", .time(160)), ("restarted", .restarted),
        ("apply failed", .applyFailed(.networkApplyFailed, "no")),
        ("lost", .connectivityLost), ("found", .connectivityFound),
    ]

    private static let trialRow: [String: (SettingsTrial.Action, State, NetworkSettings)] = [
        // The deadline begins anew; what comes back is what was confirmed last.
        "change": (.begin, .trial(earlier: first, deadline: 180), third),
        "applied": (.nothing, .trial(earlier: first, deadline: 190), second),
        "confirm": (.keep, .confirmed, second),
        "time before": (.nothing, .trial(earlier: first, deadline: 160), second),
        "time after": (.goBack, .rolledBack(.notConfirmed), first),
        "restarted": (.goBack, .rolledBack(.restarted), first),
        "apply failed": (.goBack, .rolledBack(.notApplied(.networkApplyFailed, "no")), first),
        "lost": (.nothing, .trial(earlier: first, deadline: 160), second),
        "found": (.nothing, .trial(earlier: first, deadline: 160), second),
    ]

    @Test func everyStateTakesEveryEventAsTheTableSays() throws {
        for (state, start) in Self.states {
            for (name, event) in Self.events {
                var trial = start
                let action = trial.handle(event)
                let expected: (SettingsTrial.Action, State, NetworkSettings)
                if state == "trial" {
                    expected = try #require(Self.trialRow[name])
                } else if name == "change" {
                    expected = (.begin, .trial(earlier: start.inForce, deadline: 180), Self.third)
                } else {
                    expected = (name == "confirm" ? .refuse : .nothing, start.state, start.inForce)
                }
                #expect(action == expected.0, "\(state) × \(name)")
                #expect(trial.state == expected.1, "\(state) × \(name)")
                #expect(trial.inForce == expected.2, "\(state) × \(name)")
            }
        }
    }

    @Test func whatIsInForceIsNoChangeAndTheConfirmedOnesEndTheTrial() {
        var trial = SettingsTrial(Self.first, trialSeconds: 60)
        #expect(trial.handle(.change(Self.first, at: 1)) == .nothing)
        #expect(trial.handle(.change(Self.second, at: 2)) == .begin)
        #expect(trial.handle(.change(Self.second, at: 30)) == .nothing, "the time is not begun anew")
        #expect(trial.handle(.change(Self.first, at: 31)) == .keep)
        #expect(trial.state == .confirmed && trial.inForce == Self.first)
    }

    @Test func whetherTheBackEndWasReachedIsForgottenWithTheTrial() {
        var trial = SettingsTrial(Self.first, trialSeconds: 60)
        _ = trial.handle(.change(Self.second, at: 0))
        _ = trial.handle(.connectivityLost)
        #expect(trial.reached == false)
        _ = trial.handle(.connectivityFound)
        #expect(trial.reached == true)
        _ = trial.handle(.change(Self.third, at: 5))
        #expect(trial.reached == nil)
    }
}
