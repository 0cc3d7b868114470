import BackEnd
import DutyModel
import Foundation
import Signing
import Testing

/// Restored books that lack a part of a device's story: it is said, and no money leaves an account unasked.
@Suite struct IncompleteStoryTests {
    private func openAlarms(_ story: LateStory) async throws -> [AlarmLine] {
        guard case .alarms(let lines) = try await story.operate(.alarms) else { return [] }
        return lines.filter { $0.code == "story_incomplete" }
    }

    private func requireBooksHold(_ story: LateStory) async throws {
        let backEnd = story.site.backEnd
        let report = try await BooksChecker(database: backEnd.database, fundsKeys: backEnd.fundsKeys).check()
        #expect(report.findings.map(\.line) == [])
    }

    @Test func `a device that the list says is out is settled with the operator's word alone`() async throws {
        var story = try await LateStory()
        defer { story.remove() }
        let key = story.device.psdKey
        try await story.backUp()
        try await story.operate(.retire(key))
        try await story.operate(.settle(key, although: nil))
        let list = try await story.published()
        try await story.restore(losingActs: true, published: list)
        let funds = try await story.site.balance("customer-funds")
        let refusal = await #expect(throws: DutyFailure(.storyIncomplete, "")) {
            try await story.operate(.settle(key, although: nil))
        }
        #expect(refusal?.remedy.contains("--although-incomplete") == true)
        #expect(try await story.site.balance("customer-funds") == funds)
        try await story.operate(.settle(key, although: "The first settlement is not in these books"))
        #expect(try await story.site.balance("customer-funds") > funds)
        try await requireBooksHold(story)
    }

    @Test func `an alarm that was settled no longer asks for a word`() async throws {
        var story = try await LateStory()
        defer { story.remove() }
        let key = story.device.psdKey
        try await story.backUp()
        try await story.operate(.retire(key))
        try await story.restore(losingActs: true, published: try await story.published())
        try await story.operate(.settleAlarms(key, .storyIncomplete))
        try await story.operate(.settle(key, although: nil))
        try await requireBooksHold(story)
    }

    @Test func `where the acts are lost, a published refund is said, and is not paid a second time`() async throws {
        var story = try await LateStory()
        defer { story.remove() }
        let key = story.device.psdKey
        try await story.backUp()
        try await story.operate(.refund(key, counter: 2, although: nil))
        try await story.spoil(1)
        let list = try await story.published()
        let restored = try await story.restore(losingActs: true, published: list)
        #expect(restored.left.count == 2, "\(restored.left)")
        #expect(restored.left.contains { $0.contains("item 2 of \(key) was refunded") })
        #expect(restored.left.contains { $0.contains("item 1 of \(key) was declared spoiled") })
        #expect(Set(try await openAlarms(story).map(\.detail)) == Set(restored.left))
        let funds = try await story.site.balance("customer-funds")
        await #expect(throws: DutyFailure(.storyIncomplete, "")) {
            try await story.operate(.refund(key, counter: 2, although: nil))
        }
        #expect(try await story.site.balance("customer-funds") == funds)
        try await requireBooksHold(story)
    }

    @Test func `a list that says nothing beyond the books raises nothing`() async throws {
        var story = try await LateStory()
        defer { story.remove() }
        try await story.operate(.refund(story.device.psdKey, counter: 2, although: nil))
        try await story.backUp()
        let restored = try await story.restore(losingActs: true, published: try await story.published())
        #expect(restored.left.isEmpty, "\(restored.left)")
        #expect(try await openAlarms(story).isEmpty)
    }
}
