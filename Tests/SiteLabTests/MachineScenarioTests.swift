import DutyModel
import Exchanges
import Foundation
import ProgramRunning
@testable import SiteLab
import Testing

/// The machine as it is shipped, in every site of the lab.
@Suite(
    "A machine in a faulty site", .serialized,
    .enabled(if: LabRoom.isPossible, "needs root, for namespaces"))
struct MachineScenarioTests {
    /// How often everything is done; ten times in the long version.
    private static let rounds = ProcessInfo.processInfo.environment["DUTYMARK_SOAK"] == nil ? 1 : 10

    @Test(
        "in every scenario it franks on, loses nothing, says what is wrong, and works again when it is lifted"
    )
    func everyScenario() async throws {
        try await LabRoom().use { lab in
            let book = try ScenarioBook.builtIn()
            let machine = try MachineInLab(lab)
            try machine.done("refill", "--amount", "900")
            for round in 1...Self.rounds {
                for expectation in ScenarioExpectation.all {
                    if expectation.scenario.contains("mitmproxy"), !lab.hasMitmproxy {
                        print("left out: \(expectation.scenario), since mitmproxy is not installed here")
                        continue
                    }
                    let faults = try book.scenario(expectation.scenario).faults
                    try Self.check(expectation, faults, machine, "\(expectation.scenario), round \(round)")
                }
            }
            let end = try machine.status()
            #expect(
                end.itemCount == Self.rounds * ScenarioExpectation.all.count - Self.leftOut(lab)
                    * Self.rounds)
            #expect(end.registers.ascending == Int64(end.itemCount) * 100)
            #expect(end.registers.ascending + end.registers.descending == 90_000)
            #expect(end.outbox.unsent == 0)
        }
    }

    private static func leftOut(_ lab: Lab) -> Int {
        lab.hasMitmproxy
            ? 0 : ScenarioExpectation.all.filter { $0.scenario.contains("mitmproxy") }.count
    }

    private static func check(
        _ expectation: ScenarioExpectation, _ faults: [LabFault], _ machine: MachineInLab,
        _ name: String
    ) throws {
        let start = ContinuousClock.now
        try machine.face(faults)
        try machine.frank()
        let answer = try machine.ask(expectation.command)
        let took = ContinuousClock.now - start
        switch answer {
        case .done: #expect(expectation.codes.isEmpty, "\(name): nothing was said")
        case .refused(let refusal):
            #expect(expectation.codes.contains(refusal.code), "\(name): \(refusal)")
            expectPlain(refusal, name)
        }
        try machine.face([])
        for command in ["audit", "upload"] {
            if case .refused(let refusal) = try machine.ask(command) {
                Issue.record("\(name), lifted: \(command) says \(refusal)")
            }
        }
        print("\(name): \(answer.codeName) after \(took)")
    }

    /// One plain sentence, something to do, and no inner workings.
    private static func expectPlain(_ refusal: MachineAnswer.Refusal, _ name: String) {
        let sentence = refusal.message
        #expect(
            sentence.hasSuffix(".") && !sentence.contains("\n") && sentence.count < 240,
            "\(name): \(sentence)")
        #expect(!sentence.contains("Error") && !sentence.contains("errno"), "\(name): \(sentence)")
        #expect(!refusal.remedy.isEmpty)
    }

    @Test(
        "with IPv6 broken beyond the router a refill takes at most a second longer than in a clean site"
    )
    func brokenIPv6() async throws {
        try await LabRoom().use { lab in
            let machine = try MachineInLab(lab)
            try machine.done("refill", "--amount", "5")
            var seconds: [Duration] = []
            for faults in [[], [LabFault.ipv6Broken]] {
                machine.stop()
                try lab.set(faults)
                let start = ContinuousClock.now
                try machine.start()
                try machine.done("refill", "--amount", "5")
                seconds.append(.now - start)
            }
            print("from start to a finished refill: clean \(seconds[0]), IPv6 broken \(seconds[1])")
            #expect(seconds[1] - seconds[0] <= .seconds(1), "\(seconds)")
        }
    }

    @Test("a gateway in the machine's internal range is named with the fix, and franking goes on")
    func internalGateway() async throws {
        try await LabRoom().use { lab in
            let machine = try MachineInLab(lab)
            try machine.done("refill", "--amount", "5")
            try machine.face(ScenarioBook.builtIn().scenario("gateway-internal").faults)
            let check = try lab.said(
                BuiltProgram.dutymark.path, "machine", "network", "check", "--data", Lab.machineFolder)
            #expect(check.text.contains("[gateway_in_internal_range]"), "\(check.text)")
            try machine.frank()
            try machine.face([])
            try machine.done("audit")
        }
    }

    @Test("with the clock an hour off it franks, and is set right by the back end's signed time")
    func wrongClock() async throws {
        try await LabRoom().use { lab in
            let machine = try MachineInLab(lab)
            try machine.done("refill", "--amount", "50")
            for seconds in [3600, -3600] {
                machine.stop()
                try lab.set([.clockOff(.init(seconds: seconds))])
                try machine.start()
                try machine.done("audit")
                try machine.frank()
                try machine.done("upload")
            }
            machine.stop()
            try lab.set([])
            try machine.start()
            try machine.done("audit")
            try machine.frank()
            #expect(try machine.status().registers.ascending == 300)
        }
    }
}

extension MachineAnswer {
    /// The code of a refusal, or that it was done.
    var codeName: String { if case .refused(let refusal) = self { refusal.code } else { "done" } }
}
