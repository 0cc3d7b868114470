import DutyModel
import Exchanges
import Foundation
import FundsLedger
import LocalSystem
import Signing
import Testing

@testable import BackEnd

/// A service's key is followed by another: what the old one signed stays good, and it signs nothing any more.
@Suite struct KeySuccessionTests {
    private static func folder(_ story: LateStory) -> String { "\(story.site.folder)/backend" }

    /// Gives a service another key, and opens the back end with it.
    @discardableResult
    private func succeed(_ purpose: ServiceKeyPurpose, _ story: inout LateStory) async throws -> CertifiedServiceKeys {
        let before = story.site.backEnd.identity
        let keys = try BackEndInstallation.succeedKey(
            for: purpose, inFolder: Self.folder(story), rootIn: [], clock: story.site.clock)
        // As a crash leaves it between the succession and the record beside the back end.
        story.site.backEnd = try await BackEndInstallation.open(
            folder: Self.folder(story), presence: .made(before), clock: story.site.clock)
        #expect(story.site.backEnd.identity == before.followed(by: keys))
        return keys
    }

    private func requireBooksHold(_ story: LateStory, _ note: Comment = "") async throws {
        let database = story.site.backEnd.database
        for keys in [story.site.backEnd.fundsKeys, nil] {
            let report = try await BooksChecker(database: database, fundsKeys: keys).check()
            #expect(report.findings.map(\.line) == [], note)
        }
    }

    private func newest(_ story: LateStory) async throws -> DeviceStanding? {
        try await story.site.backEnd.newestStanding(of: story.device.psdKey, for: story.site.identity)
    }

    @Test func `books, publication and devices go on under the next funds key`() async throws {
        var story = try await LateStory()
        defer { story.remove() }
        let first = story.site.backEnd.fundsKey
        for round in 1...3 {
            let before = story.site.backEnd
            try await story.operate(.block(story.device.psdKey))
            try await story.operate(.unlock(story.device.psdKey))
            story.site.clock.advance(bySeconds: 86_400)
            let keys = try await succeed(.funds, &story)
            let backEnd = story.site.backEnd
            #expect(backEnd.fundsKey != before.fundsKey && backEnd.fundsKeys.first == first)
            #expect(backEnd.fundsKeys.earlierKeys.count == round && keys.revision > before.certifiedKeys.revision)
            #expect(keys.certificate(for: .funds)?.key == backEnd.fundsKey)
            let enrolment = backEnd.enrolment
            #expect(try await enrolment.publishedKeys().map(\.psdKey) == [story.device.psdKey])
            #expect(try await story.published().entries.count == 1)
            try await requireBooksHold(story)
            #expect(try await story.call() == [])
            try await story.refill(.rupees(10))
            try await story.frank([.rupees(1)])
            #expect(try await story.call() == [])
            let signed = try #require(story.answers.last)
            #expect(Ed25519Verifier().isValid(signed.signature, over: signed.signedForm, by: backEnd.fundsKey))
            try await requireBooksHold(story)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(Self.folder(story))/keys").count == 7)
    }

    @Test func `a refill that was decided before the succession keeps its answer, in an envelope of the next key`()
        async throws
    {
        var story = try await LateStory()
        defer { story.remove() }
        let operation = story.device.beginRefill(.rupees(300))
        func ask() async throws -> EnvelopedRefillAnswer {
            try await story.site.backEnd.funds.refill(
                try story.device.request(operation), from: story.site.caller(.funds, for: story.device))
        }
        let decided = try await ask()
        let (before, funds) = (story.site.backEnd.fundsKey, try await story.site.balance("customer-funds"))
        try await succeed(.funds, &story)
        let again = try await ask()
        #expect(again.answer == decided.answer)
        let verifier = Ed25519Verifier()
        #expect(verifier.isValid(again.answer.signature, over: again.answer.signedForm, by: before))
        let key = story.site.backEnd.fundsKey
        #expect(verifier.isValid(again.envelope.signature, over: again.envelope.signedForm, by: key))
        #expect(try await story.site.balance("customer-funds") == funds)
        try await requireBooksHold(story)
    }

    @Test func `a lock that a device was never shown is told under the next key, once`() async throws {
        var story = try await LateStory()
        defer { story.remove() }
        try await story.operate(.block(story.device.psdKey))
        let old = try #require(try await newest(story))
        try await succeed(.funds, &story)
        let told = try #require(try await newest(story))
        #expect(told.state == .blocked && told.number > old.number)
        let key = story.site.backEnd.fundsKey
        #expect(Ed25519Verifier().isValid(told.signature, over: told.signedForm, by: key))
        story.site.backEnd = try await BackEndInstallation.open(
            folder: Self.folder(story), clock: story.site.clock)
        #expect(try await newest(story) == told)
        try await requireBooksHold(story)
    }

    @Test func `a licence that waited is given with the present keys, and one in use stays`() async throws {
        var story = try await LateStory()
        defer { story.remove() }
        try await story.license(PaperDevice(serial: 43))
        let request = try story.device.configuration()
        let enrolment = story.site.backEnd.enrolment
        let old = try await enrolment.configure(request, from: story.site.identity)
        try await succeed(.funds, &story)
        try await succeed(.transactions, &story)
        let backEnd = story.site.backEnd
        let new = try await backEnd.enrolment.configure(request, from: story.site.identity)
        #expect(new.authorisation.fundsKey == backEnd.fundsKey && new.authorisation.limits == old.authorisation.limits)
        #expect(new.authorisation.transactionsKey == backEnd.certifiedKeys.certificate(for: .transactions)?.key)
        let certificate = try #require(backEnd.certifiedKeys.certificate(for: .funds))
        #expect(certificate.validFrom <= new.authorisation.issuedAt)
        #expect(try await backEnd.enrolment.configure(request, from: story.site.identity) == new)
        #expect(try await backEnd.enrolment.publishedKeys().count == 2)
        try await requireBooksHold(story)
    }

    /// The acts since the backup, and what devices show of before it, count under the key of their time; only the present
    /// key signs.
    @Test(arguments: [false, true])
    func `a backup from before the succession is restored under the next key`(losingActs: Bool) async throws {
        var story = try await LateStory()
        defer { story.remove() }
        try await story.backUp()
        try await story.refill(.rupees(400))
        try await story.operate(.block(story.device.psdKey))
        try await story.operate(.unlock(story.device.psdKey))
        #expect(try await story.call() == [])
        let (first, root) = (story.site.backEnd.fundsKey, story.site.backEnd.certifiedKeys.root)
        try await succeed(.funds, &story)
        let second = story.site.backEnd.fundsKey
        try await story.refill(.rupees(7))
        #expect(story.device.applied == 3)
        let restored = try await story.restore(losingActs: losingActs)
        #expect(restored.left == [])
        #expect(story.site.backEnd.fundsKey == second && story.site.backEnd.fundsKeys.first == first)
        #expect(story.site.backEnd.certifiedKeys.root == root)
        #expect(try await story.call() == [])
        if let told = try await newest(story) {
            #expect(Ed25519Verifier().isValid(told.signature, over: told.signedForm, by: second))
        }
        #expect(try await story.site.backEnd.enrolment.publishedKeys().count == 1)
        try await requireBooksHold(story)
    }

    /// A key that was destroyed can't say again by which root its readers may go.
    @Test func `what publishers' keys said of the root outlives a restore`() async throws {
        var story = try await LateStory()
        defer { story.remove() }
        func publishers() -> [PublicKeyBytes]? {
            story.site.backEnd.publisherCertification?.handovers.map(\.publisher)
        }
        try await story.backUp()
        let first = story.site.backEnd.publisher.publicKey
        try await succeed(.publisher, &story)
        try await succeed(.publisher, &story)
        let said = publishers()
        #expect(said?.first == first && said?.count == 3)
        try await story.restore()
        #expect(publishers() == said)
        #expect(try await story.published().certification?.handovers.map(\.publisher) == said)
    }

    @Test func `an older key is never certified, nor taken for the present one`() async throws {
        var story = try await LateStory()
        defer { story.remove() }
        let file = "\(Self.folder(story))/keys/funds.key"
        let old = try PrivateFile.read(file, limitBytes: 32)
        try await story.backUp()
        try await succeed(.funds, &story)
        let identity = story.site.backEnd.identity
        try PrivateFile.write(old, to: file)
        for presence in [BackEndPresence.made(identity), .made(nil), .mayBeNew] {
            await #expect(throws: DutyFailure(.dataForeign, "")) {
                _ = try await BackEndInstallation.open(
                    folder: Self.folder(story), presence: presence, clock: story.site.clock)
            }
        }
        // Nor is a backup's, where the key that followed it is lost with the folder.
        await #expect(throws: DutyFailure(.keyMissing, "")) { try await story.restore(catchingUp: false) }
        try FileManager.default.removeItem(atPath: Self.folder(story))
        await #expect(throws: DutyFailure(.dataForeign, "")) {
            try await BackEndBackup.restore(
                from: story.copy, to: Self.folder(story), replace: false, known: identity, clock: story.site.clock)
        }
    }

    /// Where a kill leaves the files of a succession, step by step.
    @Test(arguments: 0...5) func `a succession that is cut short ends with the old key or with the next`(
        step: Int
    ) async throws {
        var story = try await LateStory()
        defer { story.remove() }
        let keys = "\(Self.folder(story))/keys"
        func bytes(_ name: String) throws -> [UInt8] { try PrivateFile.read("\(keys)/\(name)", limitBytes: 1 << 16) }
        let (oldKey, oldFile) = (try bytes("funds.key"), try bytes("service-keys.json"))
        let old = story.site.backEnd.fundsKey
        try await succeed(.funds, &story)
        let (nextKey, nextFile) = (try bytes("funds.key"), try bytes("service-keys.json"))
        let next = story.site.backEnd.fundsKey
        // 0: the next key alone; 1: and what was noted of the old one; 2: certified; 3: linked; 4: in its place; 5: half wiped.
        let isCertified = step >= 2
        if step < 4 { try PrivateFile.write(nextKey, to: "\(keys)/funds.next") }
        if step < 4 { try PrivateFile.write(oldKey, to: "\(keys)/funds.key") }
        if step == 0 { try FileManager.default.removeItem(atPath: "\(keys)/earlier-keys.json") }
        if !isCertified { try PrivateFile.write(oldFile, to: "\(keys)/service-keys.json") }
        if step == 3 {
            try FileManager.default.linkItem(atPath: "\(keys)/funds.key", toPath: "\(keys)/funds.followed")
        }
        if step == 4 { try PrivateFile.write(oldKey, to: "\(keys)/funds.followed") }
        if step == 5 { try PrivateFile.write(Array(repeating: 0, count: 32), to: "\(keys)/funds.followed") }
        let present = isCertified ? next : old
        // Nobody who only looks is told another story.
        let looked = try #require(try BackEndInstallation.fundsKeys(inFolder: Self.folder(story)))
        let report = try await BooksChecker(database: story.site.backEnd.database, fundsKeys: looked).check()
        #expect(report.findingCount == 0)
        for _ in 1...2 {
            let opened = try await BackEndInstallation.open(
                folder: Self.folder(story), presence: .made(nil), clock: story.site.clock)
            story.site.backEnd = opened
            #expect(opened.fundsKey == present)
            #expect(try bytes("service-keys.json") == (isCertified ? nextFile : oldFile))
        }
        let left = try FileManager.default.contentsOfDirectory(atPath: keys).filter { !$0.hasPrefix(".") }
        #expect(!left.contains { $0.hasSuffix(".next") || $0.hasSuffix(".followed") })
        #expect(try bytes("funds.key") == (isCertified ? nextKey : oldKey))
        // The same command again leads to its end.
        try await succeed(.funds, &story)
        try await requireBooksHold(story)
    }

    @Test func `without two keys of the root nothing changes`() async throws {
        let story = try await LateStory()
        defer { story.remove() }
        let folder = Self.folder(story)
        try FileManager.default.removeItem(atPath: "\(folder)/service-root")
        let before = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/keys").sorted()
        for purpose in ServiceKeyPurpose.allCases {
            #expect(throws: DutyFailure(.keyMissing, "")) {
                try BackEndInstallation.succeedKey(for: purpose, inFolder: folder, rootIn: [])
            }
        }
        #expect(throws: DutyFailure(.keyMissing, "")) {
            try BackEndInstallation.succeedRoot(by: "\(folder)-next", inFolder: folder, rootIn: [])
        }
        #expect(!FileManager.default.fileExists(atPath: "\(folder)-next"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder)/keys").sorted() == before)
        let lock = try FolderLock(folder: folder)
        #expect(throws: DutyFailure(.dataInUse, "")) {
            try BackEndInstallation.succeedKey(for: .funds, inFolder: folder, rootIn: [])
        }
        withExtendedLifetime(lock) {}
    }

    @Test func `a grant that somebody signs with the old key is not believed by books that lack nothing`() async throws
    {
        var story = try await LateStory()
        defer { story.remove() }
        let seed = try PrivateFile.read("\(Self.folder(story))/keys/funds.key", limitBytes: 32)
        let thief = try #require(Ed25519Signer(seed: seed))
        try await succeed(.funds, &story)
        let operation = story.device.beginRefill(.rupees(9_000))
        let decision = RefillDecision.granted(
            controlTotalAfter: try story.device.registers.controlTotal.adding(operation.amount))
        let forged = RefillAnswer(
            operation: operation, decision: decision,
            signature: try thief.sign(RefillAnswer(operation: operation, decision: decision).signedForm))
        let report = GrantReport(psdKey: story.device.psdKey, grants: story.answers + [forged])
        await #expect(throws: DutyFailure(.signatureBad, "")) {
            try await story.site.backEnd.funds.reimport(report, from: story.site.caller(.funds, for: story.device))
        }
        try await requireBooksHold(story)
    }

    @Test func `what the key before signs later counts for nothing`() {
        let (old, next) = (Ed25519Signer().publicKey, Ed25519Signer().publicKey)
        let followedAt = Timestamp(1_800_000_000)
        let certificate = ServiceKeyCertificate(
            purpose: .funds, key: old, number: 1, validFrom: Timestamp(1_700_000_000),
            validUntil: Timestamp(1_900_000_000), rootGeneration: 1, signatures: [])
        let line = ServiceKeyLine(
            next, earlier: [EarlierServiceKey(certificate: certificate, followedAt: followedAt)])
        #expect(line.holds(old, at: nil) && line.holds(old, at: followedAt))
        #expect(line.holds(next, at: Timestamp(0)) && line.first == old)
        for late in [Timestamp(1_699_999_999), followedAt.advanced(byDays: 1), Timestamp(1_900_000_000)] {
            #expect(!line.holds(old, at: late) && line.keys(at: late) == [next])
        }
        #expect(!line.holds(Ed25519Signer().publicKey, at: nil))
    }
}
