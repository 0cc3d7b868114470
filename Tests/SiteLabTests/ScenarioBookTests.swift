import ConnectivityGuide
import DutyModel
import Foundation
import Testing

@testable import SiteLab

@Suite("The scenarios as data")
struct ScenarioBookTests {
    @Test("every kind of fault has a scenario, and exactly one scenario is clean")
    func everyKindHasAScenario() throws {
        let scenarios = try ScenarioBook.builtIn().scenarios
        #expect(Set(scenarios.flatMap(\.faults).map(\.kind)) == Set(LabFault.Kind.allCases))
        #expect(scenarios.filter(\.faults.isEmpty).map(\.name) == ["clean"])
    }

    @Test("names joined by a plus are all faults at once, and an unknown one is refused")
    func joined() throws {
        let book = try ScenarioBook.builtIn()
        let both = try book.scenario("tls-dropped+slow-link")
        #expect(both.faults == (try book.scenario("tls-dropped").faults + book.scenario("slow-link").faults))
        for name in ["", "nothing", "clean+", "+clean", "clean+nothing"] {
            #expect(throws: DutyFailure(.labScenarioUnknown, "")) { try book.scenario(name) }
        }
    }

    @Test(
        "what is unknown, missing, doubled or of another type is refused",
        arguments: [
            #"[{"name": "a", "title": "t", "faults": [{"kind": "slow_link", "kilobits": 1, "colour": 2}]}]"#,
            #"[{"name": "a", "title": "t", "faults": [{"kind": "slow_link"}]}]"#,
            #"[{"name": "a", "title": "t", "faults": [{"kind": "slow_link", "kilobits": "1"}]}]"#,
            #"[{"name": "a", "title": "t", "faults": [{"kind": "unheard_of"}]}]"#,
            #"[{"name": "a", "title": "t", "faults": [], "more": 1}]"#,
            #"[{"name": "a", "title": "t", "faults": []}, {"name": "a", "title": "t", "faults": []}]"#,
            #"[{"name": "a+b", "title": "t", "faults": []}]"#,
            #"[{"name": "", "title": "t", "faults": []}]"#,
            #"{"name": "a"}"#, "[", "",
        ])
    func refused(json: String) {
        #expect(throws: DutyFailure(.labDataMalformed, "")) {
            try ScenarioBook(json: Data(json.utf8), name: "test.json")
        }
    }

    @Test("docs/lab.md lists every scenario with its title")
    func documented() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/lab.md")
        // Other tables of the page tell other things.
        let section = try String(contentsOf: root, encoding: .utf8).split(separator: "\n## ")
            .first { $0.hasPrefix("The scenarios\n") }
        let rows = try #require(section).split(separator: "\n").filter { $0.hasPrefix("| `") }
        let wanted = try ScenarioBook.builtIn().scenarios.map { "| `\($0.name)` | \($0.title) |" }
        #expect(rows.map(String.init) == wanted)
    }
}

@Suite("The lab's directory")
struct LabDirectoryTests {
    @Test("every host of the guide has an operator, and addresses that no other host has")
    func addresses() throws {
        let plan = try LabPlan.builtIn()
        let guide = try ConnectivityGuide.builtIn("b700-v2")
        let directory = try LabDirectory(guide, plan: plan)
        let addresses = directory.servers.flatMap { [$0.addresses.ipv4, $0.addresses.ipv6] }
        #expect(Set(addresses).count == addresses.count)
        for endpoint in guide.endpoints where !endpoint.host.isWildcard && IPv4Address(endpoint.host.text) == nil {
            #expect(directory.server(named: endpoint.host.text)?.name == endpoint.host.text.lowercased())
        }
        #expect(directory.server(named: "client.teamviewer.com")?.name == "teamviewer.com")
        #expect(directory.server(named: "unheard.of.example") == nil)
        #expect(Set(directory.servers.map(\.root)).count == 3)
    }
}
