import ConnectivityGuide
import Doctor
import DutyModel
import Foundation
import Tablet
import Testing

/// The doctor on the machine: one run at a time, and what it saw stays until the next.
@Suite struct MachineDoctorTests {
    /// Looks that wait for the test's word.
    private actor Looks {
        private(set) var begun = 0
        private var waiting: [CheckedContinuation<Void, Never>] = []
        private var isOpen = false

        func look(_ connections: Int) async -> Recording {
            begun += 1
            if !isOpen { await withCheckedContinuation { waiting.append($0) } }
            var recording = Recording(guide: "local", startedAt: Timestamp(0), authorities: "none")
            recording.connections = (0..<connections).map {
                ConnectionObservation(host: "host\($0).test", port: 1, opening: .refused)
            }
            return recording
        }

        func open() {
            isOpen = true
            for one in waiting { one.resume() }
            waiting = []
        }
    }

    private func doctor(_ looks: Looks, connections: Int = 1, fails: Bool = false) throws -> MachineDoctor {
        let guide = try ConnectivityGuide.builtIn("b700-v2")
        return MachineDoctor(guide: guide) { progress async throws(DutyFailure) in
            progress(3, 7)
            let seen = await looks.look(connections)
            if fails { throw DutyFailure(.internalError, "TLS cannot be set up.") }
            return seen
        }
    }

    @Test func whoAsksWhileItRunsJoinsTheRunAndTheNextIsAnother() async throws {
        let looks = Looks()
        let doctor = try doctor(looks)
        let before = await doctor.standing
        #expect(before.progress == nil && before.kept == nil)
        #expect(await doctor.begin().progress != nil)
        async let first = doctor.examine()
        async let second = doctor.examine()
        while await doctor.standing.progress?.total != 7 { await Task.yield() }
        await looks.open()
        #expect(try await (first.number, second.number) == (1, 1))
        #expect(await looks.begun == 1)
        #expect(await doctor.standing.kept == 1)
        #expect(await doctor.standing.progress == nil)
        #expect(try await doctor.examine().number == 2)
        #expect(await doctor.last?.number == 2)
    }

    @Test func whatItSawIsBroughtInPartsWithTheMachinesGuide() async throws {
        let looks = Looks()
        await looks.open()
        let doctor = try doctor(looks, connections: 9_000)
        let seen = try await doctor.examine()
        var bytes = Data()
        var parts = 0
        for index in 0..<9 {
            let part = try await doctor.part(index, of: 1)
            #expect(part.bytes.count <= 600_000, "a frame of the link takes no more")
            bytes += part.bytes
            parts += 1
            if part.isLast { break }
        }
        #expect(parts > 1)
        let brought = try JSONDecoder().decode(Recording.self, from: bytes)
        let guide = try ConnectivityGuide.builtIn("b700-v2")
        #expect(brought == seen.recording && brought.machineGuide == guide)
        for index in [parts, .max, .max - 1, .max / 2, .min, .min + 1, -1] {
            await #expect(throws: DutyFailure(.doctorRunUnknown, "")) { try await doctor.part(index, of: 1) }
        }
        await #expect(throws: DutyFailure(.doctorRunUnknown, "")) { try await doctor.part(0, of: 2) }
    }

    @Test func aRunThatCannotBeMadeSaysWhyAndKeepsTheEarlierOne() async throws {
        let looks = Looks()
        await looks.open()
        let doctor = try doctor(looks, fails: true)
        await #expect(throws: DutyFailure.self) { try await doctor.examine() }
        #expect(await doctor.standing.failure?.code == .internalError)
        #expect(await doctor.last == nil)
    }
}
