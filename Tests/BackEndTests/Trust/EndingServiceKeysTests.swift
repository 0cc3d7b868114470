import DutyModel
import Foundation
import Testing

@testable import BackEnd

/// Certificates of service keys that nobody renews are told in time.
@Suite struct EndingServiceKeysTests {
    @Test(arguments: [(0, false), (1_765, false), (1_766, true), (1_826, true), (2_000, true)])
    func `with sixty days left there is an alarm and a figure, while the root is elsewhere`(
        days: Int64, isAlarm: Bool
    ) async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let folder = "\(site.folder)/backend"
        try FileManager.default.removeItem(atPath: "\(folder)/service-root")
        site.clock.advance(bySeconds: days * 86_400)
        for _ in 1...2 { _ = try await BooksWatch(site.backEnd, clock: site.clock).round() }
        let alarms = try await site.count("SELECT COUNT(*) AS n FROM alarms WHERE code = 'service_key_ending'")
        #expect(alarms == (isAlarm ? 4 : 0))
        let metrics = try String(contentsOfFile: "\(folder)/metrics.prom", encoding: .utf8)
        let end = try #require(site.backEnd.certifiedKeys.certificates.first?.validUntil.seconds)
        #expect(metrics.contains("dutymark_service_keys_next_end_timestamp_seconds \(end)\n"))
        #expect(metrics.contains("dutymark_service_keys_root_private_halves 0\n"))
        guard !isAlarm else { return }
        #expect(EndingServiceKeys(site.backEnd.certifiedKeys, privateHalvesHere: 0, at: site.clock.now()) == nil)
    }

    @Test func `what is told says why it isn't renewed by itself`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let now = site.clock.now().advanced(byDays: 1_800)
        for (halves, word) in [(0, "elsewhere"), (1, "elsewhere"), (2, "next start")] {
            let told = EndingServiceKeys(site.backEnd.certifiedKeys, privateHalvesHere: halves, at: now)
            #expect(told?.details.count == 4 && told?.details.allSatisfy { $0.contains(word) } == true)
        }
    }
}
