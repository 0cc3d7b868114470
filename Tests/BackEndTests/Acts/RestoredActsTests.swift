import BackEnd
import Crypto
import DutyModel
import Foundation
import FundsLedger
import Signing
import Testing

/// Each act of an operator or a device between a backup and its restore: afterwards everything stands as if there had
/// been no backup, or somebody is told what is missing. Money is neither made nor lost, and nothing comes back into use.
@Suite struct RestoredActsTests {
    /// What happens after the backup.
    enum Act: String, CaseIterable, Sendable {
        case nothing, openAccount, deposit, clearSuspense, permit, block, unlock, wantAudit, retire, settle, refund
        case reverseDeposit, reverseLateDeposit, returnGrants, returnLateGrants
        case suspect, suspectAndUnlock, unlockSuspect
        case refundOfLateRecord, enrolMachine, revokeCertificate, revoke, revokeMachine
        case refill, audit, usage, spoil, withdrawalOrdered, withdrawal, nextLife, nextLifeAtWork, replacement

        /// What has to stand before the backup.
        func prepare(_ story: inout LateStory) async throws {
            switch self {
            case .unlock: try await story.operate(.block(story.device.psdKey))
            case .settle: try await story.operate(.retire(story.device.psdKey))
            case .reverseDeposit:
                try await story.operate(.deposit(story.site.customer, .rupees(40), challan: "WRONG-1"))
            case .returnGrants: try await story.grantUnseen(.rupees(300))
            case .unlockSuspect: try await story.betray()
            default: break
            }
        }

        func happen(_ story: inout LateStory) async throws {
            let (key, customer) = (story.device.psdKey, story.site.customer)
            switch self {
            case .nothing: break
            case .openAccount: try await story.operate(.openAccount(try CustomerAccount("LATE"), name: "Late Ltd"))
            case .deposit: try await story.operate(.deposit(customer, .rupees(70), challan: "LATE-1"))
            case .clearSuspense:
                // Nothing is in suspense: the money is refused, and nothing is to be taken up.
                _ = try? await story.operate(.clearSuspense(customer, .rupees(70), challan: "LATE-2"))
            case .permit: try await story.site.permit(PaperDevice(serial: 77))
            case .block: try await story.operate(.block(key))
            case .unlock: try await story.operate(.unlock(key))
            case .reverseDeposit:
                try await story.operate(.reverseDeposit(challan: "WRONG-1", reason: "One zero too many"))
            case .reverseLateDeposit:
                try await story.operate(.deposit(customer, .rupees(40), challan: "WRONG-2"))
                try await story.operate(.reverseDeposit(challan: "WRONG-2", reason: "Wrong account"))
            case .returnGrants: try await story.giveUpGrants()
            case .returnLateGrants:
                try await story.grantUnseen(.rupees(300))
                try await story.giveUpGrants()
            case .suspect: try await story.betray()
            case .suspectAndUnlock:
                try await story.betray()
                try await story.operate(.unlock(key))
            case .unlockSuspect: try await story.operate(.unlock(key))
            case .wantAudit: try await story.operate(.wantAudit(key))
            case .retire: try await story.operate(.retire(key))
            case .settle: try await story.operate(.settle(key, although: nil))
            case .refund: try await story.operate(.refund(key, counter: 2, although: nil))
            case .refundOfLateRecord:
                try await story.frank([.rupees(500)])
                try await story.spoil(3)
                try await story.operate(.refund(key, counter: 3, although: nil))
            case .enrolMachine: _ = try await OtherMachine(at: story.site)
            case .revoke: try await story.operate(.revoke(.device(key), reason: "Stolen"))
            case .revokeMachine:
                let other = try await OtherMachine(at: story.site)
                try await story.operate(.revoke(.machine(other.machine), reason: "Stolen"))
            case .revokeCertificate:
                let pem = P256.Signing.PrivateKey().publicKey.pemRepresentation
                let other = try await story.site.backEnd.enrolment.enrolMachine(
                    story.site.machine, customer: customer, publicKeyPEM: pem)
                try await story.site.backEnd.enrolment.revokeCertificate(other.hash, because: "Lost")
            case .refill: try await story.refill(.rupees(900))
            case .audit: #expect(try await story.call().isEmpty)
            case .usage: try await story.frank([.rupees(20), .rupees(30)])
            case .spoil: try await story.spoil(1)
            case .withdrawalOrdered: try await story.withdraw(confirm: false)
            case .withdrawal: try await story.withdraw()
            case .nextLife:
                try await story.withdraw()
                try await story.license(story.device.nextLife())
            case .nextLifeAtWork:
                try await story.refill(.rupees(400))
                try await story.frank([.rupees(20)])
                try await story.withdraw()
                try await story.license(story.device.nextLife())
                try await story.refill(.rupees(300))
                try await story.frank([.rupees(40)])
            case .replacement: try await story.license(PaperDevice(serial: 55))
            }
        }

        /// Whether the device is one that may still be audited.
        var deviceCalls: Bool {
            switch self {
            case .retire, .revoke, .settle, .withdrawalOrdered, .withdrawal, .returnGrants, .returnLateGrants: false
            default: true
            }
        }

        /// Whether it is locked, so that its audits say so.
        var deviceIsLocked: Bool { self == .block || self == .suspect }

        /// Whether the operator has to do something again, and does it.
        func repeatByHand(_ story: LateStory) async throws {
            guard self == .refundOfLateRecord else { return }
            // The first payment may stand where these books don't see it, so it takes a word.
            await #expect(throws: DutyFailure(.storyIncomplete, "")) {
                try await story.operate(.refund(story.device.psdKey, counter: 3, although: nil))
            }
            try await story.operate(.refund(story.device.psdKey, counter: 3, although: "The record came late"))
        }
    }

    @Test(arguments: Act.allCases) func `a restore leaves nothing out of what was decided after the backup`(
        _ act: Act
    ) async throws {
        var story = try await LateStory()
        defer { story.remove() }
        try await act.prepare(&story)
        try await story.backUp()
        try await act.happen(&story)
        if act.deviceCalls { _ = try? await story.call() }
        let before = try await story.facts()
        let restored = try await story.restore()
        // Published before anybody calls: what was out stays out, what was refunded or spoiled stays marked.
        let published = try await story.facts()
        for (key, last) in before.ended { #expect(published.ended[key] == last, "\(key)") }
        #expect(published.marks.isSuperset(of: before.marks) || act == .refundOfLateRecord)
        #expect(restored.left.isEmpty == (act != .refundOfLateRecord), "\(restored.left)")

        #expect(published.remarks == before.remarks)
        if act.deviceCalls, !act.deviceIsLocked { #expect(try await story.call().isEmpty) }
        try await act.repeatByHand(story)
        var after = try await story.facts()
        if act == .block { after.standings = before.standings.merging(after.standings) { _, after in after } }
        #expect(after == before)
        try await requireBooksHold(story)
        // What was paid in once is not paid in again.
        await #expect(throws: DutyFailure(.challanUsed, "")) {
            try await story.operate(
                .deposit(story.site.customer, .rupees(1), challan: act == .deposit ? "LATE-1" : "DEMO-1"))
        }
    }

    @Test func `acts are taken up in a backup whose ended lives an older version left open`() async throws {
        var story = try await LateStory()
        defer { story.remove() }
        let other = try await OtherMachine(at: story.site)
        try await story.operate(.retire(other.device.psdKey))
        try await story.site.backEnd.database.write { (transaction) throws(DutyFailure) -> Void in
            try transaction.execute("UPDATE psds SET last_item = NULL")
        }
        try await story.backUp()
        try await story.operate(.deposit(story.site.customer, .rupees(70), challan: "LATE-1"))
        try await story.operate(.deposit(story.site.customer, .rupees(80), challan: "LATE-2"))
        let funds = try await story.facts().funds
        let restored = try await story.restore()
        #expect(restored.left.isEmpty, "\(restored.left)")
        #expect(restored.acts == 2)
        #expect(try await story.facts().funds == funds)
        #expect(try await story.facts().ended == ["\(other.device.psdKey)": 0])
        try await requireBooksHold(story)
    }

    @Test func `a restore says so where it had to make another service root`() async throws {
        let story = try await LateStory()
        defer { story.remove() }
        let (folder, copy) = ("\(story.site.folder)/backend", story.copy)
        // As a version without service roots left it.
        try FileManager.default.removeItem(atPath: "\(folder)/keys/service-keys.json")
        try await story.site.backEnd.database.write { (transaction) throws(DutyFailure) -> Void in
            try transaction.execute("DELETE FROM service_root")
        }
        try await story.backUp()
        let known = story.site.backEnd.identity
        try FileManager.default.removeItem(atPath: folder)
        let restored = try await BackEndBackup.restore(
            from: copy, to: folder, replace: false, known: known, clock: story.site.clock)
        #expect(restored.left.contains { $0.contains("service root") }, "\(restored.left)")
    }

    @Test func `a device licensed after the backup works on, though its earlier life's records are lost`() async throws
    {
        var story = try await LateStory()
        defer { story.remove() }
        try await story.backUp()
        try await story.refill(.rupees(400))
        try await story.frank([.rupees(20)])
        try await story.withdraw()
        try await story.license(story.device.nextLife())
        let funds = try await story.facts().funds
        try await story.restore()
        #expect(try await story.facts().funds == funds)
        #expect(try await story.call().isEmpty)
        try await story.refill(.rupees(50))
        try await story.frank([.rupees(10)])
        try await requireBooksHold(story)
    }

    @Test
    func `where the acts are lost too, the published list keeps what was out, out, and takes up what was licensed`()
        async throws
    {
        var story = try await LateStory()
        defer { story.remove() }
        let other = try await OtherMachine(at: story.site)
        try await story.backUp()
        try await story.withdraw()
        try await story.license(story.device.nextLife())
        try await story.operate(.retire(other.device.psdKey))
        let list = try await Self.list(of: story)
        let restored = try await story.restore(losingActs: true, published: list)
        #expect(restored.left.isEmpty, "\(restored.left)")
        let facts = try await story.facts()
        #expect(Set(facts.ended.keys) == ["P00000042-1", "P00000043-1"])
        #expect(facts.standings["P00000042-2"] == "audit_failed")
        try await story.refill(.rupees(5))
        guard case .refused(.psdAuditFailed, _) = try #require(story.answers.last).decision else {
            Issue.record("refilled before its audit")
            return
        }
        #expect(try await story.call().isEmpty)
        try await requireBooksHold(story)
    }

    private static func list(of story: LateStory) async throws -> KeyList {
        let entries = try await story.site.backEnd.enrolment.publishedKeys().map { key in
            try KeyListEntry(
                psdKey: key.psdKey, publicKey: key.publicKey, machine: key.machine, licence: key.licence,
                state: key.state, firstCounter: key.firstCounter,
                lastCounter: key.lastCounter.flatMap { $0 < key.firstCounter ? nil : $0 }, validFrom: key.from,
                status: key.endedAt.map { .withdrawn(at: $0) } ?? .valid)
        }
        return try KeyList.signed(
            KeyListContents(
                demonstration: true, verifyPrefixes: [try VerifyPrefix("HTTP://127.0.0.1:8700/V/")], entries: entries,
                marks: [], remarks: []),
            version: 1, issuedAt: story.site.clock.now(), by: story.site.backEnd.publisher)
    }

    private func requireBooksHold(_ story: LateStory) async throws {
        let backEnd = story.site.backEnd
        let report = try await BooksChecker(database: backEnd.database, fundsKeys: backEnd.fundsKeys).check()
        #expect(report.findings.isEmpty)
    }
}
