import ConnectivityGuide
import DutyModel
import Foundation
import ProgramRunning
import Testing

@testable import SiteLab

@Suite("What faults come to")
struct LabConfigurationTests {
    private let plan: LabPlan
    private let directory: LabDirectory

    init() throws {
        plan = try LabPlan.builtIn()
        directory = try LabDirectory(ConnectivityGuide.builtIn("b700-v2"), plan: plan)
    }

    private func configuration(_ faults: [LabFault]) throws -> LabConfiguration {
        try LabConfiguration(faults, plan: plan, directory: directory)
    }

    @Test("a clean site closes and redirects nothing")
    func clean() throws {
        let rules = FirewallText.router(try configuration([]))
        for word in ["drop", "reject", "redirect"] { #expect(!rules.contains(word)) }
    }

    @Test("every scenario changes something, and lifting its faults gives the clean site again")
    func everyScenarioCounts() throws {
        let clean = try configuration([])
        for scenario in try ScenarioBook.builtIn().scenarios where !scenario.faults.isEmpty {
            #expect(try configuration(scenario.faults) != clean, "\(scenario.name)")
        }
    }

    @Test("nft accepts the rules of every scenario")
    func rulesAreAccepted() throws {
        guard LabRoom.isPossible else { return print("left out: only root may ask nft") }
        for scenario in try ScenarioBook.builtIn().scenarios {
            let wanted = try configuration(scenario.faults)
            for rules in [FirewallText.router(wanted), FirewallText.internet(wanted)] {
                let file = FileManager.default.temporaryDirectory.appending(path: "rules-\(UUID().uuidString)")
                try Data(rules.utf8).write(to: file)
                defer { try? FileManager.default.removeItem(at: file) }
                let answer = try FinishedProgram(
                    URL(filePath: "/usr/bin/unshare"), ["--net", "nft", "-c", "-f", file.path], keepingErrors: true)
                #expect(answer.status == 0, "\(scenario.name): \(String(decoding: answer.errors, as: UTF8.self))")
            }
        }
    }

    @Test("faults that cannot hold at once are refused, whatever their order")
    func clashes() throws {
        let pairs: [(LabFault, LabFault)] = [
            (.clockOff(.init(seconds: 3600)), .clockOff(.init(seconds: -3600))),
            (
                .tlsInspected(.init(program: .squid, authority: "A")),
                .tlsInspected(.init(program: .mitmproxy, authority: "B"))
            ),
            (
                .proxyRequired(.init(speaks: .http, authentication: true, credentials: .right)),
                .proxyRequired(.init(speaks: .socks, authentication: false, credentials: .none))
            ),
            (
                .nameSinkholed(.init(host: "pb.com", address: "a")), .nameSinkholed(.init(host: "pb.com", address: "b"))
            ),
        ]
        for (one, other) in pairs {
            for faults in [[one, other], [other, one]] {
                #expect(throws: DutyFailure(.labFaultsClash, "")) { try configuration(faults) }
            }
        }
    }

    @Test("a host that is not there is refused")
    func unknownHost() {
        #expect(throws: DutyFailure(.labDataMalformed, "")) {
            try configuration([.serverDown(.init(hosts: ["nobody.invalid"], answer: .drop))])
        }
    }

    @Test("one squid filters, inspects and blocks at once")
    func interceptionAddsUp() throws {
        let wanted = try configuration([
            .sniFiltered(.init(hosts: ["a.pb.com"])),
            .tlsInspected(.init(program: .squid, authority: "X", exempt: ["b.pb.com"])),
            .blockPage(.init(hosts: ["c.pb.com"], answer: .page)),
        ])
        let text = SquidText(folder: "/f", roots: "/r", nameServer: "n")
            .router(wanted.interception, filterPage: plan.filterPage)
        let order = ["ssl_bump peek", "ssl_bump terminate names0", "ssl_bump splice exempt", "ssl_bump bump all"]
        let places = order.map { text.range(of: $0)?.lowerBound }
        #expect(places.allSatisfy { $0 != nil })
        #expect(places.compactMap { $0 } == places.compactMap { $0 }.sorted())
        #expect(text.contains("http_access deny blocked0"))
    }
}
