import DutyModel
import Foundation
import ProgramRunning
import Signing
import Testing

/// A machine makes its own keys and enrols by a code, while the back end runs.
@Suite("Enrolment on site") struct OnSiteTests {
    private struct Invited: Decodable { let code, machine, psdKey, expiresAt: String }

    @Test("a machine enrols over TLS with the code that was read out, franks and uploads; a wrong code is refused")
    func enrolled() async throws {
        try await withSystem { system in
            let site = try SystemPlace()
            defer { site.remove() }
            let guide = try guide(of: system.place, at: site)
            let invited = try await invite(system.place)
            let again = try await enroll(site, guide, try wrong(invited.code))
            #expect(again.status == 1 && again.errors.contains("[value_malformed]"), "\(again)")
            let stranger = try await enroll(site, guide, EnrolmentCode(random: SystemRandomSource()).text)
            #expect(stranger.status == 1 && stranger.errors.contains("[enrolment_code_wrong]"), "\(stranger)")
            let other = try await invite(system.place)
            let spent = try await enroll(site, guide, invited.code)
            #expect(spent.status == 1 && spent.errors.contains("[enrolment_code_spent]"), "\(spent)")
            #expect(!FileManager.default.fileExists(atPath: site.data + "/installation.json"))

            let done = try await enroll(site, guide, other.code)
            #expect(done.status == 0 && done.output.contains("SITE-1 is enrolled"), "\(done)")
            #expect(!done.output.contains(other.code) && !done.errors.contains(other.code))
            let key = FileManager.default.contents(atPath: site.data + "/base/keys/psd-life-1.key")
            #expect(try await enroll(site, guide, other.code).status == 0, "again with the same code")
            #expect(key == FileManager.default.contents(atPath: site.data + "/base/keys/psd-life-1.key"))
            let thief = try SystemPlace()
            defer { thief.remove() }
            let used = try await enroll(thief, guide, other.code)
            #expect(used.status == 1 && used.errors.contains("[enrolment_code_spent]"), "\(used)")

            let machine = try StartedProgram(
                Program.dutymark,
                ["machine", "run", "--config", site.data + "/machine.yaml", "--port", "\(site.port)"],
                ready: "Dutymark machine is ready.")
            defer { machine.kill() }
            try await site.until("the device has its licence") { try await site.machine("audit").status == 0 }
            try await site.done("refill", "--amount", "500")
            try await site.done(
                "frank", "--amount", "5", "--instrument", "4", "--output", site.file("a.pdf"))
            try await site.done("upload")
            let status = try await site.status()
            #expect(status.machine == "SITE-1" && status.outbox.unsent == 0)
            #expect(status.registers == .init(ascending: 500, descending: 49_500, controlTotal: 50_000))
            let devices = try await system.place.devices()
            #expect(devices.first { $0.psdKey == other.psdKey }?.itemCount == 1)
            try await system.place.requireBooksHold()
        }
    }

    private func invite(_ place: SystemPlace) async throws -> Invited {
        try await place.operated(
            "invite", "--machine", "SITE-1", "--customer", "DEMONSTRATION", "--licence", "MH-7", "--state", "MH",
            "--json"
        ).json(Invited.self)
    }

    /// Enrols with a code that lies in a file, as a person would type it.
    private func enroll(_ site: SystemPlace, _ guide: String, _ code: String) async throws -> ProgramAnswer {
        let file = site.file("code")
        try (code.lowercased().replacing("-", with: " ") + "\n").write(toFile: file, atomically: true, encoding: .utf8)
        return try await Program.run([
            "machine", "enroll", "--data", site.data, "--guide", guide, "--code-file", file,
        ])
    }

    /// The same code with one character typed wrongly.
    private func wrong(_ code: String) throws -> String {
        let last = try #require(code.last)
        return code.dropLast() + (last == "7" ? "8" : "7")
    }

    /// The guide of one computer with the ports that the running back end has, for a machine with a folder of its own.
    private func guide(of place: SystemPlace, at site: SystemPlace) throws -> String {
        struct Ports: Decodable { let ports: [String: Int] }
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(
            contentsOf: root.appending(path: "Sources/ConnectivityGuide/Resources/local.yaml"), encoding: .utf8)
        let ports = try JSONDecoder().decode(
            Ports.self, from: try Data(contentsOf: URL(filePath: place.data + "/ports.json"))
        ).ports
        var parts = text.components(separatedBy: "port: picked")
        var filled = parts.removeFirst()
        for (key, part) in zip(["distributor_plain", "distributor", "funds", "transactions", "link"], parts) {
            filled += "port: \(try #require(ports[key]))" + part
        }
        let file = site.file("guide.yaml")
        try filled.write(toFile: file, atomically: true, encoding: .utf8)
        return file
    }
}
