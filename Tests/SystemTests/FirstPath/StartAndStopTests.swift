import Foundation
import ProgramRunning
import Testing

/// Starting, stopping, and what is left between the two.
@Suite("Start and stop")
struct StartAndStopTests {
    /// What Ctrl-C may take.
    private let longestStop = Duration.seconds(5)

    @Test("a second start finds everything as it was left")
    func secondStart() async throws {
        try await withSystem { system in
            let place = system.place
            try await place.done("refill", "--amount", "5000")
            try await place.done("frank", "--amount", "500", "--instrument", "4")
            let status = try await place.status()
            let kept = ["ports.json", "installation.json", "public/key-list.json", "tablet/enrolment.json"]
            let files = try contents(of: kept, in: place)
            let psds = try await place.books.rows("SELECT psd_key, public_key FROM psds")
            #expect(psds.count == 1)
            #expect(await system.stop().status == 0)

            try await system.start()
            #expect(try await place.status() == status)
            #expect(try contents(of: kept, in: place) == files)
            #expect(try await place.books.rows("SELECT psd_key, public_key FROM psds") == psds)
            #expect(try await place.books.balance("customer-funds") == 100_000_000 - 500_000)
            try await place.done("frank", "--amount", "1", "--instrument", "4")
            #expect(try await place.status().itemCount == 2)
        }
    }

    @Test("the ready line is on standard output, whoever reads it")
    func readyLine() throws {
        let place = try SystemPlace()
        defer { place.remove() }
        let quiet = try StartedProgram(
            URL(filePath: "/bin/sh"), ["-c", "exec \"$0\" \"$@\" 2>/dev/null", Program.dutymark.path] + place.up,
            ready: "Dutymark is ready: \(place.page)/\n")
        #expect(quiet.stop() == 0)
    }

    @Test("Ctrl-C ends it while a browser listens for changes")
    func stopWithListener() async throws {
        try await withSystem { system in
            let listener = try StartedProgram(
                URL(filePath: "/usr/bin/env"), ["curl", "-sN", "--max-time", "60", system.place.page + "/events"],
                ready: "event: change")
            let (status, duration) = await system.stop()
            listener.kill()
            #expect(status == 0)
            #expect(duration < longestStop)
        }
    }

    @Test("Ctrl-C ends it in the middle of refills and impressions, and loses none that was acknowledged")
    func stopUnderLoad() async throws {
        try await withSystem { system in
            let place = system.place
            try await place.done("refill", "--amount", "5000")
            let load = MachineLoad(place: place, seed: 1)
            async let deeds = load.run()
            try await load.hasFranked(20)
            let (status, duration) = await system.stop()
            #expect(status == 0)
            #expect(duration < longestStop)
            let acknowledged = await deeds
            try await system.start()
            let after = try await place.status()
            #expect(acknowledged.impressions.allSatisfy { $0.counter <= after.itemCount })
            #expect(after.registers.controlTotal >= 500_000 + acknowledged.refilled)
        }
    }

    private func contents(of names: [String], in place: SystemPlace) throws -> [Data] {
        try names.map { try Data(contentsOf: URL(filePath: place.data).appending(path: $0)) }
    }
}
