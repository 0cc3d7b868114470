import DutyModel
import Exchanges
import FundsLedger
import PublishedKeys
import Signing
import Storage
import Testing

@testable import BackEnd

/// Keys, machines and certificates that may be in other hands.
@Suite struct RevocationTests {
    private static let prefix = "HTTP://127.0.0.1:8700/V/"

    private func revoke(
        _ subject: RevokedSubject, _ site: TestSite, since: Timestamp? = nil, reason: String = "Stolen on Friday"
    ) async throws -> [PSDKeyID] {
        guard
            case .revoked(let keys) = try await site.backEnd.operators.answer(
                .revoke(subject, since: since, reason: reason))
        else { throw DutyFailure(.internalError, "Another answer.") }
        return keys
    }

    private func published(_ site: TestSite) async throws -> KeyList {
        let folder = PublishedFolder("\(site.folder)/public")
        try await KeyListPublication(
            site.backEnd, into: folder, demonstration: true, verifyPrefix: try VerifyPrefix(Self.prefix),
            clock: site.clock
        ).publish()
        return try folder.source.load().list
    }

    private func failure(_ record: SignedUsageRecord, _ list: KeyList) throws -> FailureCode? {
        let code = try StampCode.encode(record.record.stamp, prefix: VerifyPrefix(Self.prefix))
        if case .notProven(let failure) = StampVerifier().judge(code, against: list) { return failure.code }
        return nil
    }

    /// A device at work with two impressions on the books.
    private func working() async throws -> (site: TestSite, device: PaperDevice, records: [SignedUsageRecord]) {
        let site = try await TestSite()
        var device = site.device
        device.time = site.clock.now()
        try await site.refill(&device, .rupees(1_000))
        let records = try await site.frank(&device, [.rupees(100), .rupees(200)])
        site.clock.advance(bySeconds: 3600)
        return (site, device, records)
    }

    @Test func `nothing that a revoked key signed is proof, and the books tell what they held before`() async throws {
        var (site, device, honest) = try await working()
        defer { site.remove() }
        #expect(try await revoke(.device(device.psdKey), site) == [device.psdKey])
        let list = try await published(site)
        let entry = try #require(list.entry(for: device.psdKey))
        #expect(entry.status == .revoked(at: site.clock.now(), reason: "Stolen on Friday"))
        let before = honest
        let thief = try await site.caller(.transactions)
        site.clock.advance(bySeconds: 60)
        let later = try device.frank(.rupees(300))
        device.time = honest[0].record.stamp.record.time
        let backdated = try device.frank(.rupees(400))
        let anew = try device.record(counter: 1, value: .rupees(900), registers: device.registers, previous: .zero)
        for batch in [[later, backdated], [anew]] {
            _ = try await site.backEnd.transactions.accept(device.batch(batch), from: thief)
        }
        for record in before + [later, backdated, anew] { #expect(try failure(record, list) == .signerRevoked) }
        let recorded = site.backEnd.recordedStamps
        for record in before { #expect(try await recorded.find(record.record.stamp) != nil) }
        for record in [later, backdated, anew] { #expect(try await recorded.find(record.record.stamp) == nil) }
        // The signature of a true stamp under other contents is nobody's.
        let stamp = before[0].record.stamp
        let altered = StampRecord(
            psdKey: stamp.record.psdKey, counter: stamp.record.counter, value: .rupees(9_999), time: stamp.record.time,
            state: stamp.record.state, article: stamp.record.article)
        #expect(try await recorded.find(SignedStamp(record: altered, signature: stamp.signature)) == nil)
        // They are kept, with one alarm, and nothing is booked.
        #expect(try await site.count("SELECT COUNT(*) AS n FROM usage_set_aside") == 3)
        #expect(try await site.count("SELECT COUNT(*) AS n FROM alarms WHERE code = 'signer_revoked'") == 1)
        #expect(try await site.balance("consumed-duty:MH") == .rupees(300))
        try await site.expectSoundLedger()
    }

    @Test func `nothing that it signs moves money, and an operator settles what the device held`() async throws {
        var (site, device, records) = try await working()
        defer { site.remove() }
        let caller = try await site.caller(.funds)
        try await site.backEnd.transactions.declare(device.spoil(records[0]), from: site.caller(.transactions))
        let (key, rules) = (device.psdKey, try RefundSchedule.bundled())
        try await site.operate { desk throws(DutyFailure) in _ = try desk.refund(1, of: key, rules: rules) }
        _ = try await revoke(.device(device.psdKey), site)
        let stamp = records[0].record.stamp
        #expect(try await site.backEnd.recordedStamps.find(stamp)?.mark?.kind == .refunded)
        let funds = site.backEnd.funds
        let refill = try device.request(device.beginRefill(.rupees(1)))
        await #expect(throws: DutyFailure(.psdRetired, "")) { _ = try await funds.refill(refill, from: caller) }
        let audit = try device.audit()
        await #expect(throws: DutyFailure(.psdRetired, "")) { _ = try await funds.audit(audit, from: caller) }
        device.registers.descending = .zero
        let withdrawal = try device.withdrawal(device.freshID())
        await #expect(throws: DutyFailure(.psdRetired, "")) { _ = try await funds.withdraw(withdrawal, from: caller) }
        let settled = try await site.operate { desk throws(DutyFailure) in try desk.settleRetired(key).settled }
        #expect(settled == .rupees(700))
        try await site.expectSoundLedger()
    }

    @Test func `records that come after the revocation change nothing of what is settled`() async throws {
        var (site, device, _) = try await working()
        defer { site.remove() }
        let late = [try device.frank(.rupees(100)), try device.frank(.rupees(200))]
        _ = try await site.backEnd.funds.audit(device.audit(unsentCount: 2), from: site.caller(.funds))
        let thief = try await site.caller(.transactions)
        _ = try await revoke(.device(device.psdKey), site)
        _ = try await site.backEnd.transactions.accept(device.batch(late), from: thief)
        let key = device.psdKey
        // It told of them before it was stolen: they were printed.
        let settled = try await site.operate { desk throws(DutyFailure) in try desk.settleRetired(key).settled }
        #expect(settled == .rupees(400))
        try await site.expectSoundLedger()
    }

    @Test func `a record that comes after the revocation takes no refill back that was told of before`() async throws {
        var (site, device, _) = try await working()
        defer { site.remove() }
        try await site.refill(&device, .rupees(500))
        _ = try await site.backEnd.funds.audit(device.audit(), from: site.caller(.funds))
        let thief = try await site.caller(.transactions)
        _ = try await revoke(.device(device.psdKey), site)
        _ = try await site.backEnd.transactions.accept(device.batch([try device.frank(.rupees(1))]), from: thief)
        let key = device.psdKey
        let settled = try await site.operate { desk throws(DutyFailure) in try desk.settleRetired(key).settled }
        #expect(settled == .rupees(1_200))
        try await site.expectSoundLedger()
    }

    @Test func `what is declared spoiled after the revocation marks no paper, and is paid only with a word`()
        async throws
    {
        let (site, device, records) = try await working()
        defer { site.remove() }
        let thief = try await site.caller(.transactions)
        _ = try await revoke(.device(device.psdKey), site)
        site.clock.advance(bySeconds: 1)
        try await site.backEnd.transactions.declare(device.spoil(records[0]), from: thief)
        let stamp = records[0].record.stamp
        #expect(try #require(try await site.backEnd.recordedStamps.find(stamp)).mark == nil)
        let refund: (String?) -> OperatorCommand = { .refund(device.psdKey, counter: 1, although: $0) }
        await #expect(throws: DutyFailure(.signerRevoked, "")) {
            _ = try await site.backEnd.operators.answer(refund(nil))
        }
        _ = try await site.backEnd.operators.answer(refund("The paper lies here"))
        #expect(try await site.backEnd.recordedStamps.find(stamp)?.mark?.kind == .refunded)
        try await site.expectSoundLedger()
    }

    @Test func `a machine is revoked though the back end's clock was ahead when its device was licensed`() async throws
    {
        let site = try await TestSite()
        defer { site.remove() }
        let licensed = site.clock.now()
        site.clock.advance(bySeconds: -86_400)
        #expect(try await revoke(.machine(site.machine), site) == [site.device.psdKey])
        #expect(
            try await published(site).entry(for: site.device.psdKey)?.status
                == .revoked(at: licensed, reason: "Stolen on Friday"))
    }

    @Test func `nobody is told that a revoked device's stamps are good, or that its machine may renew`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        _ = try await revoke(.machine(site.machine), site)
        await #expect(throws: DutyFailure(.psdRetired, "")) {
            _ = try await site.backEnd.operators.answer(.retire(site.device.psdKey, lastItem: nil))
        }
        await #expect(throws: DutyFailure(.machineBlocked, "")) {
            _ = try await site.backEnd.operators.answer(.readmit(site.machine))
        }
    }

    @Test func `a moment lies in the life of the key, and what came after it is not told as recorded before`()
        async throws
    {
        var (site, device, honest) = try await working()
        defer { site.remove() }
        let theft = site.clock.now()
        site.clock.advance(bySeconds: 3600)
        let stolen = try await site.frank(&device, [.rupees(1)])
        for wrong in [Timestamp(1), site.clock.now().advanced(bySeconds: 1)] {
            await #expect(throws: DutyFailure(.valueMalformed, "")) {
                _ = try await revoke(.device(device.psdKey), site, since: wrong)
            }
        }
        for reason in ["", "two\nlines", String(repeating: "x", count: 201)] {
            await #expect(throws: DutyFailure(.valueMalformed, "")) {
                _ = try await revoke(.device(device.psdKey), site, reason: reason)
            }
        }
        _ = try await revoke(.device(device.psdKey), site, since: theft)
        #expect(try await site.backEnd.recordedStamps.find(stolen[0].record.stamp) == nil)
        #expect(try await site.backEnd.recordedStamps.find(honest[0].record.stamp) != nil)
        // Given again it is put right; no list ever takes it back.
        _ = try await revoke(.device(device.psdKey), site, reason: "Stolen on Thursday")
        let list = try await published(site)
        #expect(list.entry(for: device.psdKey)?.status == .revoked(at: theft, reason: "Stolen on Thursday"))
        let valid = try KeyListEntry(
            psdKey: device.psdKey, publicKey: device.signer.publicKey, machine: site.machine,
            licence: LicenceNumber("L"), state: StateCode("MH"), validFrom: Timestamp(1))
        #expect(try PublishedFloor(list).raise([valid], known: [device.psdKey]).map(\.isRevoked) == [true])
    }

    @Test(arguments: Road.allCases) func `a revoked machine gets no answer any more, and another one does`(_ road: Road)
        async throws
    {
        let (site, device, _) = try await working()
        defer { site.remove() }
        let other = try await OtherMachine(at: site)
        try await site.reaching(road) { backEnd in
            let token = try await backEnd.token(.transactions, device.psdKey)
            #expect(try await revoke(.machine(site.machine), site) == [device.psdKey])
            var device = device
            let record = try device.frank(.rupees(1))
            await #expect(throws: DutyFailure(.machineBlocked, "")) {
                _ = try await backEnd.accept(device.batch([record]), token: token)
            }
            await #expect(throws: DutyFailure(.machineBlocked, "")) { _ = try await backEnd.directory(device.psdKey) }
        }
        #expect(try await published(site).entry(for: device.psdKey)?.isRevoked == true)
        #expect(try await site.backEnd.newestStanding(of: device.psdKey, for: site.identity)?.state == .retired)
        // Its number is used up, and nothing is licensed for it.
        let pem = site.machineKey.publicKey.pemRepresentation
        await #expect(throws: DutyFailure(.machineBlocked, "")) {
            _ = try await site.backEnd.enrolment.enrolMachine(site.machine, customer: site.customer, publicKeyPEM: pem)
        }
        await #expect(throws: DutyFailure(.machineBlocked, "")) { try await site.permit(PaperDevice(serial: 77)) }
        try await site.backEnd.requireEnrolled(other.caller.identity)
        #expect(try await published(site).entry(for: other.device.psdKey)?.status == .valid)
        guard case .machines(let lines) = try await site.backEnd.operators.answer(.machines) else { return }
        #expect(lines.map(\.isRevoked) == [true, false])
        #expect(lines.map { $0.certificates.map { $0.revokedAt != nil } } == [[true], [false]])
        await #expect(throws: DutyFailure(.machineUnknown, "")) {
            _ = try await revoke(.machine(try MachineSerial("M-9")), site)
        }
    }

    @Test func `a device that left the machine in order keeps its word`() async throws {
        var (site, device, records) = try await working()
        defer { site.remove() }
        let id = device.freshID()
        _ = try await site.backEnd.funds.withdraw(device.withdrawal(id), from: site.caller(.funds))
        try await site.backEnd.funds.confirm(device.confirmation(id), from: site.caller(.funds))
        #expect(try await revoke(.machine(site.machine), site).isEmpty)
        #expect(try failure(records[0], try await published(site)) == nil)
    }

    @Test func `a revoked certificate is refused everywhere, and the machine's other one is not`() async throws {
        let (site, device, _) = try await working()
        defer { site.remove() }
        let second = try await site.backEnd.enrolment.enrolMachine(
            site.machine, customer: site.customer, publicKeyPEM: site.machineKey.publicKey.pemRepresentation)
        _ = try await published(site)
        try await site.serving { ports in
            var (client, other) = (try site.client, try site.client)
            other.credential = (second.pem, site.machineKey.pemRepresentation)
            for client in [client, other] {
                var client = client
                client.port = try #require(ports.services[.distributor])
                #expect(try await client.exchange([], method: .GET, path: "/key-list?format=3").status == 200)
            }
            #expect(try await revoke(.certificate(site.certificate.hash), site).isEmpty)
            client.port = try #require(ports.services[.distributor])
            other.port = client.port
            #expect(try await client.exchange([], method: .GET, path: "/key-list?format=3").status == 403)
            #expect(try await other.exchange([], method: .GET, path: "/key-list?format=3").status == 200)
            #expect(try await client.exchange(site.directoryQuestion, path: "/distributor").status == 403)
        }
        #expect(try await published(site).entry(for: device.psdKey)?.status == .valid)
        await #expect(throws: DutyFailure(.certificateUnknown, "")) {
            _ = try await revoke(.certificate(.zero), site)
        }
    }
}
