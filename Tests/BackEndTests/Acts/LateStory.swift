import BackEnd
import DutyModel
import Exchanges
import Foundation
import FundsLedger
import PublishedKeys
import Signing

/// A site whose device keeps what it was granted and what it printed, as a real one does.
struct LateStory {
    var site: TestSite
    var device: PaperDevice
    var answers: [RefillAnswer] = []
    var records: [SignedUsageRecord] = []

    /// A device with 5,000 rupees, two impressions on the books, one of them spoiled.
    init() async throws {
        site = try await TestSite()
        device = site.device
        try await refill(.rupees(5_000))
        try await frank([.rupees(100), .rupees(500)])
        try await spoil(2)
    }

    mutating func refill(_ amount: Paise) async throws {
        let request = try device.request(device.beginRefill(amount))
        let answer = try await site.backEnd.funds.refill(request, from: site.caller(.funds, for: device)).answer
        answers.append(answer)
        try device.apply(answer)
    }

    mutating func frank(_ values: [Paise]) async throws {
        for value in values { records.append(try device.frank(value)) }
        try await upload()
    }

    func spoil(_ counter: UInt32) async throws {
        guard let record = records.first(where: { $0.counter == counter }) else { return }
        try await site.backEnd.transactions.declare(
            try device.spoil(record), from: site.caller(.transactions, for: device))
    }

    /// A copy of the device prints the next item with another value, and its record comes too.
    mutating func betray() async throws {
        var copy = device
        copy.time = copy.time.advanced(bySeconds: 1)
        try await frank([.rupees(30)])
        let record = try copy.frank(.rupees(20))
        _ = try await site.backEnd.transactions.accept(
            copy.batch([record]), from: site.caller(.transactions, for: copy))
    }

    /// Money is granted to the device that never reaches it.
    mutating func grantUnseen(_ amount: Paise) async throws {
        let request = try device.request(device.beginRefill(amount))
        _ = try await site.backEnd.funds.refill(request, from: site.caller(.funds, for: device))
    }

    /// The device asks to be withdrawn while that money is on its way, and an operator gives it back.
    mutating func giveUpGrants() async throws {
        let request = try device.withdrawal(device.freshID())
        _ = try? await site.backEnd.funds.withdraw(request, from: site.caller(.funds, for: device))
        try await operate(.returnGrants(device.psdKey))
    }

    mutating func withdraw(confirm: Bool = true) async throws {
        let id = device.freshID()
        let caller = try await site.caller(.funds, for: device)
        _ = try await site.backEnd.funds.withdraw(try device.withdrawal(id), from: caller)
        if confirm { try await site.backEnd.funds.confirm(try device.confirmation(id), from: caller) }
    }

    mutating func license(_ next: PaperDevice) async throws {
        device = next
        try await site.permit(device)
        _ = try await site.backEnd.enrolment.configure(try device.configuration(), from: site.identity)
    }

    /// What the machine shows a back end that doesn't know its device.
    mutating func licenceReport(_ licence: IssuedAuthorisation) throws -> LicenceReport {
        let (key, question) = (device.psdKey, try device.audit())
        var firstRecords: [SignedUsageRecord] = []
        if let own = records.firstIndex(where: { $0.record.stamp.record.psdKey == key }) {
            firstRecords = Array(records[max(0, own - 1)...own])
        }
        return LicenceReport(
            authorisation: licence.authorisation, signature: licence.signature, question: question,
            firstGrant: answers.first { $0.operation.psdKey == key }, firstRecords: firstRecords)
    }

    @discardableResult
    func operate(_ command: OperatorCommand) async throws -> OperatorReply {
        try await site.backEnd.operators.answer(command)
    }

    /// What the machine does when it next calls: an audit, and with it whatever the books lack.
    mutating func call() async throws -> [AuditDifference] {
        do {
            return try await audit()
        } catch let failure as DutyFailure where failure.code == .grantsMissing {
            try await bring()
            return try await audit()
        }
    }

    private mutating func audit() async throws -> [AuditDifference] {
        var verdict = try await site.backEnd.funds.audit(
            try device.audit(), from: site.caller(.funds, for: device))
        if !verdict.differences.isEmpty {
            try await bring()
            verdict = try await site.backEnd.funds.audit(try device.audit(), from: site.caller(.funds, for: device))
        }
        return verdict.differences
    }

    private func bring() async throws {
        let grants = answers.filter { $0.operation.psdKey == device.psdKey }
        if !grants.isEmpty {
            _ = try? await site.backEnd.funds.reimport(
                GrantReport(psdKey: device.psdKey, grants: grants), from: site.caller(.funds, for: device))
        }
        try await upload()
    }

    private func upload() async throws {
        let own = records.filter { $0.record.stamp.record.psdKey == device.psdKey }
        guard !own.isEmpty else { return }
        _ = try await site.backEnd.transactions.accept(device.batch(own), from: site.caller(.transactions, for: device))
    }

    var copy: String { "\(site.folder)/copy" }
    private var folder: String { "\(site.folder)/backend" }

    func backUp() async throws { _ = try await BackEndBackup.write(of: folder, to: copy, clock: site.clock) }

    /// Puts the backup back; without its acts file where that is lost too.
    @discardableResult
    mutating func restore(
        losingActs: Bool = false, losingFolder: Bool = false, catchingUp: Bool = true, published: KeyList? = nil
    ) async throws -> BackEndBackup.Restored {
        if catchingUp { try await site.backEnd.acts.catchUp() }
        if losingActs { try FileManager.default.removeItem(atPath: "\(folder)/\(ActFile.name)") }
        let acts = "\(site.folder)/copied-acts.log"
        if losingFolder {
            try? FileManager.default.removeItem(atPath: acts)
            try FileManager.default.copyItem(atPath: "\(folder)/\(ActFile.name)", toPath: acts)
            try FileManager.default.removeItem(atPath: folder)
        }
        let restored = try await BackEndBackup.restore(
            from: copy, to: folder, replace: true, actsFile: losingFolder ? acts : nil, published: published,
            clock: site.clock)
        site.backEnd = try await BackEndInstallation.open(
            folder: folder, presence: .made(restored.identity), clock: site.clock)
        return restored
    }

    /// Publishes the key list as a back end at work does, above what stands in the folder, and reads what was published.
    func published() async throws -> KeyList {
        let folder = PublishedFolder("\(site.folder)/public")
        try await KeyListPublication(
            site.backEnd, into: folder, demonstration: true,
            verifyPrefix: try VerifyPrefix("HTTP://127.0.0.1:8700/V/"), clock: site.clock
        ).publish()
        return try folder.source.load().list
    }

    /// What must be the same whether or not a backup came between.
    struct Facts: Equatable {
        var funds: [String: Paise] = [:]
        var suspense: [String: Paise] = [:]
        var standings: [String: String] = [:]
        var ended: [String: UInt32?] = [:]
        var marks: Set<StampMark> = []
        var remarks: Set<KeyListRemark> = []
        var revocations: [String: KeyRevocation] = [:]
        var revoked: Set<ContentHash> = []
    }

    func facts() async throws -> Facts {
        var facts = Facts()
        if case .accounts(let lines) = try await operate(.accounts) {
            for line in lines {
                facts.funds["\(line.customer) \(line.name)"] = line.funds
                facts.suspense["\(line.customer)"] = line.suspense
            }
        }
        if case .devices(let lines) = try await operate(.devices(nil)) {
            for line in lines { facts.standings["\(line.psdKey)"] = line.standing }
        }
        for key in try await site.backEnd.enrolment.publishedKeys() where key.endedAt != nil {
            facts.ended["\(key.psdKey)"] = key.lastCounter
        }
        for mark in try await site.backEnd.enrolment.publishedMarks() {
            facts.marks.insert(StampMark(psdKey: mark.psdKey, counter: mark.counter, kind: mark.kind, at: Timestamp(0)))
        }
        // A block is told anew in each term.
        facts.remarks = Set(
            try await site.backEnd.enrolment.publishedRemarks().map { remark in
                guard remark.kind == .suspended else { return remark }
                return try KeyListRemark(
                    psdKey: remark.psdKey, firstCounter: remark.firstCounter, kind: .suspended, since: Timestamp(0))
            })
        for key in try await site.backEnd.enrolment.publishedKeys() {
            facts.revocations["\(key.psdKey)"] = key.revocation
        }
        if case .machines(let lines) = try await operate(.machines) {
            facts.revoked = Set(lines.flatMap(\.certificates).filter { $0.revokedAt != nil }.map(\.hash))
        }
        return facts
    }

    func remove() { site.remove() }
}
