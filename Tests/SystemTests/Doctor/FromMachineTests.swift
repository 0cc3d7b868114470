import Foundation
import ProgramRunning
import Testing

/// The doctor on the running machine, asked for from the command line.
@Suite("doctor --from-machine", .serialized) struct FromMachineTests {
    @Test(
        "the machine looks by its own guide and proxy; what it saw can be saved, judged again and written in every form"
    )
    func wholeSystem() async throws {
        try await withSystem { system in
            let place = system.place
            let well = try await doctor(place, "--format", "json")
            #expect(well.status == 0, "\(well)")
            let report = try well.json(Report.self)
            #expect(report.guide == "local" && report.endpoints.map(\.state) == ["open", "open", "open", "open"])
            #expect(report.endpoints.allSatisfy { !$0.name.hasSuffix(":\(place.port)/tcp") }, "the page is inside")

            let password = place.file("password.txt")
            try "Stamp-2026\n".write(toFile: password, atomically: true, encoding: .utf8)
            let words = ["--proxy-host", "127.0.0.1", "--proxy-port", "1", "--proxy-user", "counter-7"]
            let set =
                ["machine", "network", "set"] + words + ["--proxy-password-file", password, "--data", place.data]
            #expect(try await Program.run(set).status == 0)
            try await place.done("network", "confirm")
            let saved = place.file("run.json")
            let broken = try await doctor(place, "--save", saved, "--verbose")
            #expect(broken.status == 2 && broken.output.contains("The proxy 127.0.0.1 port 1"), "\(broken)")
            let again = try await Program.run(["doctor", "--replay", saved, "--verbose"])
            #expect(again.status == 2 && again.output == broken.output, "the guide is in it: \(again)")
            let file = try String(contentsOfFile: saved, encoding: .utf8)
            #expect(!file.contains("Stamp-2026") && !file.contains("counter-7"))
            for format in ["junit", "sarif", "nagios", "prometheus", "html"] {
                let answer = try await doctor(place, "--format", format)
                #expect(answer.status == 2 && !answer.output.isEmpty && answer.errors.isEmpty, "\(format): \(answer)")
            }
        }
    }

    @Test("without a running machine it ends with 3; options that are not the machine's are refused")
    func refusals() async throws {
        try await withPlace { system in
            let none = try await doctor(system.place)
            #expect(none.status == 3 && none.errors.contains("[machine_not_running]"), "\(none)")
            for more in [
                ["--proxy", "http://127.0.0.1:1"], ["--guide", "local"], ["--timeout", "9"], ["--roots", "/x"],
            ] {
                let answer = try await Program.run(["doctor", "--from-machine"] + more)
                #expect(answer.status == 64, "\(more): \(answer)")
            }
            #expect(try await Program.run(["doctor", "--data", "/tmp"]).status == 64)
        }
    }

    private func doctor(_ place: SystemPlace, _ words: String...) async throws -> ProgramAnswer {
        try await Program.run(["doctor", "--from-machine", "--data", place.data] + words)
    }

    private struct Report: Decodable {
        struct Endpoint: Decodable {
            let name: String
            let state: String
        }
        let guide: String
        let endpoints: [Endpoint]
    }
}
