import DutyModel
import Exchanges
import Foundation
import FundsLedger
import Signing
import Testing

@testable import BackEnd

/// A device that books, acts and the published list lost shows the licence that it was given.
@Suite struct LicenceReportTests {
    /// A machine's device that was licensed after the backup, and what was lost with the restore.
    private func lost(
        life: (inout LateStory) async throws -> Void = { _ in }
    ) async throws -> (story: LateStory, licence: IssuedAuthorisation) {
        var story = try await LateStory()
        try await story.backUp()
        try await story.refill(.rupees(400))
        try await story.frank([.rupees(20), .rupees(30)])
        try await story.withdraw()
        try await story.license(story.device.nextLife())
        try await life(&story)
        let licence = try await issued(story)
        try FileManager.default.removeItem(atPath: "\(story.site.folder)/backend/\(ActFile.name)")
        try await story.restore(catchingUp: false)
        _ = try await story.published()
        return (story, licence)
    }

    private func issued(_ story: LateStory) async throws -> IssuedAuthorisation {
        let configuration = try #require(try await story.site.backEnd.enrolment.configuration(of: story.device.psdKey))
        return IssuedAuthorisation(authorisation: configuration.authorisation, signature: configuration.signature)
    }

    private func show(_ report: LicenceReport, _ story: LateStory) async throws {
        try await story.site.backEnd.enrolment.takeUp(report, from: story.site.identity)
    }

    private func requireBooksHold(_ story: LateStory) async throws {
        let backEnd = story.site.backEnd
        let report = try await BooksChecker(database: backEnd.database, fundsKeys: backEnd.fundsKeys).check()
        #expect(report.findings.map(\.line) == [])
    }

    @Test(arguments: [false, true])
    func `it is taken up blocked, and works on once an operator unlocks it`(_ isAtWork: Bool) async throws {
        var (story, licence) = try await lost { story in
            guard isAtWork else { return }
            try await story.refill(.rupees(300))
            try await story.frank([.rupees(40), .rupees(1)])
        }
        defer { story.remove() }
        let key = story.device.psdKey
        await #expect(throws: DutyFailure(.psdUnknown, "")) {
            try await story.site.caller(.funds, for: story.device)
        }
        for _ in 1...2 { try await show(try story.licenceReport(licence), story) }
        #expect(try await story.facts().standings["\(key)"] == "blocked")
        #expect(try await story.facts().standings["P00000042-1"] == "retired")
        #expect(try await story.site.backEnd.newestStanding(of: key, for: story.site.identity)?.state == .blocked)
        #expect(
            try await story.site.count(
                "SELECT COUNT(*) AS n FROM alarms WHERE code = 'story_incomplete' AND settled_at IS NULL") == 1)
        try await requireBooksHold(story)
        // It brings what it holds, and gets no money before an operator has looked.
        #expect(try await story.call().isEmpty)
        let funds = try await story.site.balance("customer-funds")
        try await story.refill(.rupees(5))
        guard case .refused(.machineBlocked, _) = try #require(story.answers.last).decision else {
            Issue.record("refilled while it was blocked")
            return
        }
        story.answers.removeLast()
        #expect(try await story.site.balance("customer-funds") == funds)
        try await story.operate(.unlock(key))
        #expect(try await story.call().isEmpty)
        #expect(try await story.facts().standings["\(key)"] == "active")
        if isAtWork { #expect(try await story.site.balance("consumed-duty:MH") == .rupees(641)) }
        try await story.refill(.rupees(50))
        try await story.frank([.rupees(10)])
        try await requireBooksHold(story)
        // Taken up once, it comes with the acts at the next restore.
        try await story.restore()
        #expect(try await story.call().isEmpty)
        try await requireBooksHold(story)
    }

    @Test func `the acts written for it are enough for the next restore, and its licence is the one it had`()
        async throws
    {
        var (story, licence) = try await lost()
        defer { story.remove() }
        try await show(try story.licenceReport(licence), story)
        #expect(try await issued(story) == licence)
        let restored = try await story.restore()
        #expect(restored.left.isEmpty, "\(restored.left)")
        #expect(try await story.facts().standings["\(story.device.psdKey)"] == "blocked")
        try await requireBooksHold(story)
    }

    @Test func `a replacement that was licensed after the backup takes the place of the device before it`() async throws
    {
        var story = try await LateStory()
        defer { story.remove() }
        try await story.backUp()
        story.site.clock.advance(bySeconds: 60)
        try await story.license(PaperDevice(serial: 55))
        let licence = try await issued(story)
        try await story.restore(losingActs: true)
        _ = try await story.published()
        try await show(try story.licenceReport(licence), story)
        #expect(
            try await story.facts().standings == ["P00000042-1": "replaced", "P00000055-1": "blocked"])
        try await requireBooksHold(story)
    }

    /// What is refused, and by which code.
    enum Forgery: String, CaseIterable, Sendable {
        case otherSignature, otherTerms, otherBackEnd, otherDevice, otherMachine, otherAccount, unsignedQuestion
        case unsignedGrant, unsignedRecord, changedRecord, noRecordBefore, laterGrant, laterRecord, noGrant

        var code: FailureCode {
            switch self {
            case .otherSignature, .otherTerms, .unsignedQuestion, .unsignedGrant, .unsignedRecord, .changedRecord:
                .signatureBad
            case .otherBackEnd, .otherDevice, .otherMachine, .otherAccount: .psdNotPermitted
            case .noRecordBefore, .laterRecord: .usageGap
            case .laterGrant, .noGrant: .grantsMissing
            }
        }
    }

    @Test(arguments: Forgery.allCases) func `what proves nothing is refused, and nothing changes`(
        _ forgery: Forgery
    ) async throws {
        var (story, licence) = try await lost { story in
            try await story.refill(.rupees(300))
            try await story.frank([.rupees(40), .rupees(1)])
            try await story.refill(.rupees(30))
        }
        defer { story.remove() }
        let good = try story.licenceReport(licence)
        let report = try forged(good, as: forgery, story)
        var identity = story.site.identity
        if forgery == .otherMachine {
            identity = MachineIdentity(machine: try MachineSerial("M-9"), certificateHash: identity.certificateHash)
        }
        await #expect(throws: DutyFailure(forgery.code, "")) {
            try await story.site.backEnd.enrolment.takeUp(report, from: identity)
        }
        #expect(try await story.facts().standings.count == 1)
        try await show(good, story)
    }

    private func forged(_ good: LicenceReport, as forgery: Forgery, _ story: LateStory) throws -> LicenceReport {
        var (terms, signature, question) = (good.authorisation, good.signature, good.question)
        var (grant, records) = (good.firstGrant, good.firstRecords)
        let zeros = SignatureBytes(unchecked: Array(repeating: 0, count: SignatureBytes.length))
        let key = story.device.psdKey
        let own = story.records.filter { $0.record.stamp.record.psdKey == key }
        switch forgery {
        case .otherSignature: signature = zeros
        case .otherTerms: terms = try terms.with(licence: LicenceNumber("LIC-9"))
        case .otherBackEnd:
            let other = Ed25519Signer()
            terms = try terms.with(fundsKey: other.publicKey)
            signature = try other.sign(terms.signedForm)
        case .otherDevice:
            var device = PaperDevice(serial: 42, life: 3)
            question = try device.audit()
        case .otherMachine: break
        case .otherAccount:
            terms = try terms.with(customer: CustomerAccount("CUST-9"))
            signature = try story.site.backEnd.enrolment.fundsSigner.sign(terms.signedForm)
        case .unsignedQuestion:
            question = AuditRequest(
                id: question.id, nonce: question.nonce, statement: question.statement, unsentCount: 7,
                signature: question.signature)
        case .unsignedGrant:
            grant = grant.map { RefillAnswer(operation: $0.operation, decision: $0.decision, signature: zeros) }
        case .unsignedRecord:
            records[1] = SignedUsageRecord(record: records[1].record, signature: zeros)
        case .changedRecord:
            records[1] = SignedUsageRecord(record: records[0].record, signature: records[1].signature)
        case .noRecordBefore: records = [records[1]]
        case .laterRecord: records = own
        case .laterGrant: grant = story.answers.last
        case .noGrant: grant = nil
        }
        return LicenceReport(
            authorisation: terms, signature: signature, question: question, firstGrant: grant, firstRecords: records)
    }

    @Test func `a licence that the published list shows as out of use is over`() async throws {
        var story = try await LateStory()
        defer { story.remove() }
        try await story.backUp()
        story.site.clock.advance(bySeconds: 60)
        try await story.license(PaperDevice(serial: 55))
        let licence = try await issued(story)
        try await story.operate(.retire(story.device.psdKey))
        _ = try await story.published()
        // The restore is not given the list; what stands in the folder stays published all the same.
        try await story.restore(losingActs: true)
        let early = try story.licenceReport(licence)
        await #expect(throws: DutyFailure(.serverBusy, "")) { try await show(early, story) }
        _ = try await story.published()
        let report = try story.licenceReport(licence)
        await #expect(throws: DutyFailure(.psdRetired, "")) { try await show(report, story) }
        #expect(try await story.facts().standings.count == 1)
    }

    @Test func `a licence of an earlier life, or of a device that was replaced since, is over`() async throws {
        var story = try await LateStory()
        defer { story.remove() }
        try await story.backUp()
        story.site.clock.advance(bySeconds: 60)
        try await story.license(PaperDevice(serial: 55))
        let (first, licence) = (story.device, try await issued(story))
        try await story.withdraw()
        story.site.clock.advance(bySeconds: 60)
        try await story.license(story.device.nextLife())
        let (second, later) = (story.device, try await issued(story))
        try await story.restore(losingActs: true)
        _ = try await story.published()
        // The second life can't be taken up before the first is in the books, and the first is over once the second is.
        let lateReport = try story.licenceReport(later)
        await #expect(throws: DutyFailure(.psdRetired, "")) { try await show(lateReport, story) }
        story.device = first
        try await show(try story.licenceReport(licence), story)
        story.device = second
        try await show(try story.licenceReport(later), story)
        #expect(try await story.facts().standings["P00000055-1"] == "retired")
        let device = story.device
        try await story.site.backEnd.database.write { (transaction) throws(DutyFailure) -> Void in
            try transaction.execute("UPDATE psds SET enrolled_at = enrolled_at + 100 WHERE psd_key = \(device.psdKey)")
        }
        story.device = PaperDevice(serial: 77)
        let old = Authorisation(
            psdKey: story.device.psdKey, psdPublicKey: story.device.signer.publicKey, machine: story.site.machine,
            licence: licence.authorisation.licence, state: licence.authorisation.state, customer: story.site.customer,
            limits: FrankingLimits(), fundsKey: licence.authorisation.fundsKey,
            transactionsKey: licence.authorisation.transactionsKey, issuedAt: licence.authorisation.issuedAt)
        let replaced = IssuedAuthorisation(
            authorisation: old, signature: try story.site.backEnd.enrolment.fundsSigner.sign(old.signedForm))
        let report = try story.licenceReport(replaced)
        await #expect(throws: DutyFailure(.psdRetired, "")) { try await show(report, story) }
    }

    @Test func `a withdrawn certificate of the machine shows nothing`() async throws {
        var (story, licence) = try await lost()
        defer { story.remove() }
        try await story.site.backEnd.enrolment.revokeCertificate(story.site.certificate.hash, because: "Lost")
        let report = try story.licenceReport(licence)
        await #expect(throws: DutyFailure(.certificateRevoked, "")) { try await show(report, story) }
    }
}

extension Authorisation {
    /// The same terms with these changed.
    fileprivate func with(
        licence: LicenceNumber? = nil, customer: CustomerAccount? = nil, fundsKey: PublicKeyBytes? = nil
    ) throws -> Authorisation {
        Authorisation(
            psdKey: psdKey, psdPublicKey: psdPublicKey, machine: machine, licence: licence ?? self.licence,
            state: state,
            customer: customer ?? self.customer, limits: limits, fundsKey: fundsKey ?? self.fundsKey,
            transactionsKey: transactionsKey, issuedAt: issuedAt)
    }
}
