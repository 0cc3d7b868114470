import DutyModel
import Exchanges
import Foundation
import FundsLedger
import Signing
import Storage
import Testing

@testable import BackEnd

/// What restored books say of a device, and of what operators dealt with: nothing falls back behind what was told.
@Suite struct RestoredStandingsTests {
    private func newest(_ story: LateStory) async throws -> DeviceStanding? {
        try await story.site.backEnd.newestStanding(of: story.device.psdKey, for: story.site.identity)
    }

    private func requireBooksHold(_ story: LateStory) async throws {
        let backEnd = story.site.backEnd
        let report = try await BooksChecker(database: backEnd.database, fundsKeys: backEnd.fundsKeys).check()
        #expect(report.findings.map(\.line) == [])
    }

    @Test func `a lock is told anew above every number that was told, even where only the acts are left of its term`()
        async throws
    {
        var story = try await LateStory()
        defer { story.remove() }
        try await story.backUp()
        let key = story.device.psdKey
        try await story.operate(.block(key))
        try await story.operate(.unlock(key))
        try await story.operate(.block(key))
        var told = try #require(try await newest(story))
        #expect(told.number.description == "1.3")
        for (losingFolder, term) in [(false, UInt64(2)), (true, 3), (true, 4)] {
            let restored = try await story.restore(losingFolder: losingFolder)
            #expect(restored.term == term && restored.left.isEmpty, "\(restored.left)")
            let again = try #require(try await newest(story))
            #expect(again.state == .blocked && again.number == StandingNumber(epoch: restored.epoch, count: 1))
            #expect(again.number > told.number)
            told = again
            try await requireBooksHold(story)
        }
        // The next receipt names it, though an upload changes nothing of how the device stands.
        let record = try story.device.frank(.rupees(1))
        let receipt = try await story.site.backEnd.transactions.accept(
            story.device.batch([record]), from: story.site.caller(.transactions, for: story.device))
        #expect(receipt.standing == told.named)
    }

    @Test func `an unlocked device stays unlocked, under the number that it was told`() async throws {
        var story = try await LateStory()
        defer { story.remove() }
        try await story.operate(.block(story.device.psdKey))
        try await story.backUp()
        try await story.operate(.unlock(story.device.psdKey))
        let told = try #require(try await newest(story))
        try await story.restore()
        #expect(try await newest(story) == told && told.state == .active)
        try await requireBooksHold(story)
    }

    @Test func `where the acts are lost, the term is above that of the published list`() async throws {
        var story = try await LateStory()
        defer { story.remove() }
        try await story.backUp()
        try await story.restore()
        try await story.restore()
        let list = try await story.published()
        #expect(list.version > 20_000_000_000)
        try FileManager.default.removeItem(atPath: "\(story.site.folder)/backend")
        let restored = try await BackEndBackup.restore(
            from: story.copy, to: "\(story.site.folder)/backend", replace: true, published: list,
            clock: story.site.clock)
        #expect(restored.term == 4 && restored.actsFile == nil)
    }

    @Test func `where the acts are lost, a published suspicion is taken up, keeps the money, and an operator lifts it`()
        async throws
    {
        var story = try await LateStory()
        defer { story.remove() }
        try await story.backUp()
        try await story.betray()
        let list = try await story.published()
        let remarks = Set(list.remarks)
        #expect(list.remarks.map(\.kind) == [.suspended, .underExamination])
        #expect(remarks.allSatisfy { $0.firstCounter == 3 })
        story.site.clock.advance(bySeconds: 60)
        let restored = try await story.restore(losingActs: true, published: list)
        #expect(restored.left.isEmpty, "\(restored.left)")
        #expect(Set(try await story.site.backEnd.enrolment.publishedRemarks()) == remarks)
        #expect(try await newest(story)?.state == .suspected)
        await #expect(throws: DutyFailure(.psdCloneSuspected, "")) {
            try await story.operate(.refund(story.device.psdKey, counter: 2, although: nil))
        }
        #expect(Set(try await story.published().remarks) == remarks)
        try await requireBooksHold(story)
        try await story.operate(.unlock(story.device.psdKey))
        #expect(try await story.published().remarks.isEmpty)
        // The list from before that comes to hand at the next restore says nothing new.
        try await story.restore(published: list)
        #expect(try await story.published().remarks.isEmpty)
        #expect(try await newest(story)?.state == .active)
    }

    @Test func `a restore without acts and list still publishes what is under examination, until an operator looked`()
        async throws
    {
        var story = try await LateStory()
        defer { story.remove() }
        try await story.backUp()
        try await story.betray()
        let remarks = try await story.published().remarks
        story.site.clock.advance(bySeconds: 60)
        try await story.restore(losingActs: true)
        #expect(try await story.facts().remarks.isEmpty)
        #expect(try await story.published().remarks == remarks)
        try await story.operate(.unlock(story.device.psdKey))
        #expect(try await story.published().remarks.isEmpty)
    }

    @Test func `alarms that were dealt with stay so, and those that a restore raises are open`() async throws {
        var story = try await LateStory()
        defer { story.remove() }
        let (key, customer, now) = (story.device.psdKey, story.site.customer, story.site.clock.now())
        try await story.site.operate { desk throws(DutyFailure) in
            try desk.books.raise(.registerMismatch, on: desk.require(key), detail: "Seen before", at: now)
            try desk.books.raise(.usageConflict, on: desk.require(key), detail: "Not looked at", at: now)
        }
        try await story.backUp()
        try await story.restore()
        try await story.operate(.settleAlarms(key, .registerMismatch))
        try await story.operate(.settleCustomerAlarms(customer, .grantsMissing))
        #expect(try await openAlarms(story) == ["usage_conflict"])
        try await story.restore()
        #expect(try await openAlarms(story) == ["grants_missing", "usage_conflict"])
    }

    @Test func `the reason that an operator gave for a suspected device is kept`() async throws {
        var story = try await LateStory()
        defer { story.remove() }
        try await story.betray()
        try await story.backUp()
        try await story.operate(.refund(story.device.psdKey, counter: 2, although: "seen at the counter"))
        let funds = try await story.facts().funds
        try await story.restore()
        #expect(try await story.facts().funds == funds)
        let reasons = try await story.site.backEnd.database.read { (transaction) throws(DutyFailure) in
            try transaction.rows("SELECT reason FROM operator_words").map { (row) throws(DutyFailure) in
                try row.text("reason")
            }
        }
        #expect(reasons == ["seen at the counter"])
    }

    @Test(arguments: [true, false])
    func `grants that were given back are not granted again, and the device is withdrawn`(
        _ grantIsLate: Bool
    ) async throws {
        var story = try await LateStory()
        defer { story.remove() }
        if !grantIsLate { try await story.grantUnseen(.rupees(300)) }
        try await story.backUp()
        if grantIsLate { try await story.grantUnseen(.rupees(300)) }
        try await story.giveUpGrants()
        let funds = try await story.site.balance("customer-funds")
        try await story.restore()
        #expect(try await story.site.balance("customer-funds") == funds)
        #expect(try await story.site.balance("in-transit:\(story.device.psdKey)") == .zero)
        await #expect(throws: DutyFailure(.nothingToSettle, "")) {
            try await story.operate(.returnGrants(story.device.psdKey))
        }
        try await story.withdraw()
        #expect(try await story.site.balance("customer-funds") == funds.adding(.rupees(4_400)))
        try await requireBooksHold(story)
    }

    @Test func `acts of an earlier version, which knew no suspicion, are taken up`() async throws {
        var story = try await LateStory()
        defer { story.remove() }
        try await story.backUp()
        let key = story.device.psdKey
        try await story.site.backEnd.acts.catchUp()
        let path = "\(story.site.folder)/backend/\(ActFile.name)"
        let fundsKey = story.site.backEnd.fundsKey
        let last = try #require(try ActFile.content(of: path, fundsKey: fundsKey).lines.last)
        let now = story.site.clock.now()
        let text = #"{"stands":{"_0":"\#(key)","standing":"clone_suspected"}}"#
        let line = ActLine(PlacedAct(place: last.act.place + 1, madeAt: now, text: text), after: last.hash)
        let file = try FileHandle(forWritingTo: URL(filePath: path))
        try file.seekToEnd()
        try file.write(contentsOf: Data(line.text.utf8))
        try file.close()
        let restored = try await story.restore(catchingUp: false)
        #expect(restored.left.isEmpty, "\(restored.left)")
        #expect(try await story.facts().standings["\(key)"] == "clone_suspected")
        let remark = try #require(try await story.facts().remarks.first { $0.kind == .underExamination })
        #expect(remark.firstCounter == 1 && remark.since == now)
        #expect(try await newest(story)?.state == .suspected)
        try await requireBooksHold(story)
    }

    private func openAlarms(_ story: LateStory) async throws -> [String] {
        guard case .alarms(let lines) = try await story.operate(.alarms) else { return [] }
        return lines.map(\.code).sorted()
    }
}
