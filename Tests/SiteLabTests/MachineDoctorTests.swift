import Foundation
import ProgramRunning
import SiteLab
import Testing

/// The doctor on a machine in a faulty site, by the machine's own way to the network.
@Suite("The doctor on a machine in a site", .enabled(if: LabRoom.isPossible, "needs root, for namespaces"))
struct MachineDoctorTests {
    @Test("it names what blocks the machine, and nothing once that is lifted; it speaks to nobody but whom it names")
    func direct() async throws {
        try await LabRoom().use { lab in
            let machine = try MachineInLab(lab)
            try machine.face(ScenarioBook.builtIn().scenario("tls-rejected").faults)
            #expect(try Self.report(lab).causes == ["port_closed"])
            try machine.face([])
            let sent = try Capture(ofMachineIn: lab)
            let saved = "site/run.json"
            let report = try Self.report(lab, "--save", Lab.folder + "/" + saved)
            #expect(report.causes == [] && report.proxy == nil)
            let seen = try JSONDecoder().decode(Seen.self, from: Data(contentsOf: lab.file(saved)))
            let named = Set(
                seen.connections.compactMap(\.address) + seen.names.map(\.server)
                    + (seen.times ?? []).compactMap(\.address))
            let receivers = try sent.endAfterMark(in: lab).compactMap(Self.receiver)
            let spoken = Set(receivers).subtracting([lab.site.proxy.ipv4])
            #expect(spoken.count > 10, "the machine was heard")
            #expect(spoken.subtracting(named) == [], "what was spoken to stands in what was seen")
        }
    }

    @Test("with a proxy in the settings it speaks to the proxy alone")
    func throughProxy() async throws {
        try await LabRoom().use { lab in
            let machine = try MachineInLab(lab)
            try machine.face(ScenarioBook.builtIn().scenario("proxy").faults)
            let sent = try Capture(ofMachineIn: lab)
            let report = try Self.report(lab)
            #expect(report.causes == [] && report.proxy != nil)
            let packets = try sent.endAfterMark(in: lab)
            let foreign = packets.filter { !$0.contains(" > \(lab.site.proxy.ipv4).\(lab.plan.proxyPort): ") }
            #expect(packets.count > 20 && foreign == [])
        }
    }

    /// The address that a line of tcpdump was sent to, without its port.
    private static func receiver(_ line: String) -> String? {
        guard let place = line.components(separatedBy: " > ").last?.prefix(while: { $0 != " " }).dropLast(),
            let dot = place.lastIndex(of: ".")
        else { return nil }
        return String(place[..<dot])
    }

    private static func report(_ lab: Lab, _ more: String...) throws -> Report {
        let words = ["doctor", "--from-machine", "--format", "json", "--data", Lab.machineFolder]
        let finished = try lab.run([BuiltProgram.dutymark.path] + words + more)
        return try JSONDecoder().decode(Report.self, from: finished.output)
    }

    private struct Report: Decodable {
        struct Finding: Decodable {
            let code: String
            let dependsOn: [String]
        }
        struct Proxy: Decodable { let host: String }
        let findings: [Finding]
        let proxy: Proxy?
        var causes: [String] { findings.filter(\.dependsOn.isEmpty).map(\.code) }
    }

    private struct Seen: Decodable {
        struct Connection: Decodable { let address: String? }
        struct Name: Decodable { let server: String }
        struct Time: Decodable { let address: String? }
        let connections: [Connection]
        let names: [Name]
        /// Missing where no time servers were asked.
        let times: [Time]?
    }
}
