import Foundation
import ProgramRunning
import Testing

@Suite("the doctor without any network") struct NoNetworkTests {
    /// Runs the doctor as root of a network namespace that has nothing in it.
    private func doctor(_ arguments: [String]) async throws -> (answer: ProgramAnswer, seconds: Double) {
        let start = ContinuousClock.now
        let answer = try await Program.tool("unshare", ["-rn", Program.dutymark.path, "doctor"] + arguments)
        return (answer, Double((ContinuousClock.now - start).components.seconds))
    }

    @Test("it ends in under 15 seconds with 2 and one finding: there is no network")
    func nothing() async throws {
        let (answer, seconds) = try await doctor(["--format", "json"])
        #expect(answer.status == 2)
        #expect(seconds < 15)
        struct Report: Decodable {
            struct Finding: Decodable { let code: String }
            let findings: [Finding]
        }
        let report = try JSONDecoder().decode(Report.self, from: Data(answer.output.utf8))
        #expect(report.findings.map(\.code) == ["no_network"])
        #expect(answer.errors.isEmpty)
    }

    @Test("a saved run is judged again to the same report, and the proxy's password stands nowhere")
    func savedRun() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "dutymark-doctor-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let saved = folder.appending(path: "run.json").path
        let proxy = "http://clerk:Stamp-2026@127.0.0.1:9"
        let (answer, _) = try await doctor(["--proxy", proxy, "--save", saved, "--format", "json"])
        #expect(answer.status == 2)
        let again = try await Program.run(["doctor", "--replay", saved, "--format", "json"])
        #expect(again.output == answer.output)
        let file = try String(contentsOfFile: saved, encoding: .utf8)
        for text in [answer.output, answer.errors, file] {
            #expect(!text.contains("Stamp-2026") && !text.contains("clerk"))
        }
    }

    @Test("what cannot be told ends with 3; a proxy that is not understood is never repeated")
    func refusals() async throws {
        for arguments in [["--replay", "/dev/null"], ["--roots", "/dev/null"], ["--guide", "b800"]] {
            let answer = try await Program.run(["doctor"] + arguments)
            #expect(answer.status == 3, "\(arguments): \(answer)")
        }
        for proxy in [
            "socks5://clerk:Stamp-2026@host:1080", "https://clerk:Stamp-2026@host:1", "clerk:Stamp-2026@host",
        ] {
            let answer = try await Program.run(["doctor", "--proxy", proxy])
            #expect(answer.status == 3, "\(proxy)")
            #expect(!answer.errors.contains("Stamp-2026") && !answer.output.contains("Stamp-2026"))
        }
        for arguments in [["--only", "weather"], ["--timeout", "0"], ["--format", "pdf"]] {
            #expect(try await Program.run(["doctor"] + arguments).status == 64, "\(arguments)")
        }
    }
}
