import Foundation
import SiteLab
import Testing

/// What a fault held up is done by the machine itself once the fault is lifted; nobody asks for it again.
@Suite("A machine whose site is mended", .enabled(if: LabRoom.isPossible, "needs root, for namespaces"))
struct RecoveryTests {
    /// Each waits for the machine's own next look, up to a minute away: one here, and all of them in the long version.
    private static let sites: [ScenarioExpectation] = {
        let holding = ScenarioExpectation.all.filter { !$0.codes.isEmpty }
        let isLong = ProcessInfo.processInfo.environment["DUTYMARK_SOAK"] != nil
        return isLong ? holding : holding.filter { $0.scenario == "tls-rejected" }
    }()

    @Test("the refill and the upload that a fault held up are finished when it is lifted", arguments: sites)
    func finishes(_ site: ScenarioExpectation) async throws {
        try await LabRoom().use { lab in
            if site.scenario.contains("mitmproxy"), !lab.hasMitmproxy {
                return print("left out: \(site.scenario), since mitmproxy is not installed here")
            }
            let machine = try MachineInLab(lab)
            try machine.done("refill", "--amount", "10")
            try machine.frank()
            try machine.face(ScenarioBook.builtIn().scenario(site.scenario).faults)
            let held = try ["refill", "upload"].filter { command in
                let answer = command == "refill" ? try machine.ask("refill", "--amount", "5") : try machine.ask(command)
                if case .refused = answer { return true } else { return false }
            }
            #expect(!held.isEmpty, "\(site.scenario): nothing was held up")
            try machine.face([])
            let after = try machine.wait(120) {
                $0.pendingRefill == nil && $0.registers.descending == 1_400
                    && ($0.outbox.unsent == 0 || !held.contains("upload"))
            }
            #expect(after.pendingRefill == nil && after.registers.descending == 1_400, "\(site.scenario): \(after)")
            #expect(after.outbox.unsent == 0 || !held.contains("upload"), "\(site.scenario): \(after)")
        }
    }
}
