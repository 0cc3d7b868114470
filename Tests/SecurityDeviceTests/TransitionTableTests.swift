import DutyModel
import Exchanges
import Testing

@testable import SecurityDevice

/// The transition table, written out once more by hand: what a phase lets through, and where it leads.
struct TransitionTableTests {
    typealias Row = [DeviceCommand: Set<LifePhase>]

    static let inspecting: [DeviceCommand] = [
        .beginRefill, .requestRefill, .requestCancellation, .applyRefill, .beginAudit, .requestAudit, .applyVerdict,
    ]

    static let expected: [LifePhase: Row] = [
        .manufactured: [.initialise: [.initialised], .pinRoot: [.manufactured], .tamper: [.manufactured]],
        .initialised: [
            .requestConfiguration: [.initialised], .authorise: [.authorised], .acknowledgeSpoil: [.initialised],
            .draw: [.initialised], .tamper: [.initialised], .pinRoot: [.initialised],
            .takeServiceKeys: [.initialised],
        ],
        .authorised: Row(
            uniqueKeysWithValues: inspecting.map { command in
                let settles = command == .applyRefill || command == .applyVerdict
                return (command, settles ? [.authorised, .valid] : [.authorised])
            } + [
                (.draw, [.authorised]), (.acknowledgeSpoil, [.authorised]), (.beginWithdrawal, [.withdrawPending]),
                (.tamper, [.authorised]),
                (.takeStanding, [.authorised]), (.pinRoot, [.authorised]), (.takeServiceKeys, [.authorised]),
            ]),
        .valid: Row(
            uniqueKeysWithValues: (inspecting + [
                .frank, .draw, .spoil, .acknowledgeSpoil, .applyReceipt, .tamper, .takeStanding, .pinRoot,
                .takeServiceKeys,
            ]).map { ($0, [.valid]) } + [(.beginWithdrawal, [.withdrawPending])]),
        .withdrawPending: Row(
            uniqueKeysWithValues: [
                .beginAudit, .requestAudit, .applyVerdict, .applyReceipt, .requestWithdrawal, .draw, .spoil,
                .acknowledgeSpoil, .tamper, .takeStanding, .pinRoot, .takeServiceKeys,
            ].map { ($0, [.withdrawPending]) } + [(.completeWithdrawal, [.withdrawn])]),
        .withdrawn: Row(
            uniqueKeysWithValues: [
                .draw, .spoil, .acknowledgeSpoil, .confirmWithdrawal, .destroyKey, .tamper, .takeStanding,
                .pinRoot, .takeServiceKeys,
            ].map { ($0, [.withdrawn]) } + [(.initialise, [.initialised]), (.destroy, [.destroyed])]),
        .destroyed: [:],
    ]

    @Test(arguments: LifePhase.allCases) func phaseAllowsWhatTheTableSays(_ phase: LifePhase) {
        #expect(phase.transitions == Self.expected[phase])
    }

    /// Every phase × command: what the table refuses is refused by the state too, with the phase's code, and
    /// an event that the table does not allow is never applied.
    @Test(arguments: LifePhase.allCases) func refusedCommandsAreRefused(_ phase: LifePhase) {
        for command in DeviceCommand.allCases where Self.expected[phase]?[command] == nil {
            var state = DeviceState()
            state.phase = phase
            #expect(refusal { try state.require(command) } == .psdStateRefuses)
            for event in Samples.events where event.command == command {
                #expect(refusal { try state.apply(event, recordsKept: 5) } == .psdFatal)
            }
        }
    }

    @Test func everyCommandHasAnEvent() {
        #expect(Set(Samples.events.compactMap(\.command)) == Set(DeviceCommand.allCases))
    }

    @Test func everyPhaseIsReachable() {
        var reached: Set<LifePhase> = [.manufactured]
        for _ in LifePhase.allCases {
            for phase in reached { for to in phase.transitions.values { reached.formUnion(to) } }
        }
        #expect(reached == Set(LifePhase.allCases))
    }

    @Test func aStoppedDeviceRefusesEverything() {
        var state = DeviceState()
        state.phase = .valid
        state.fatalReason = "test"
        for command in DeviceCommand.allCases { #expect(refusal { try state.require(command) } == .psdFatal) }
    }
}
