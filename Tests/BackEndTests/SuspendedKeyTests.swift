import DutyModel
import PublishedKeys
import Signing
import Storage
import Testing

@testable import BackEnd

/// Keys that the published list says are suspended: of devices that are blocked, and of customers who fill the list.
@Suite struct SuspendedKeyTests {
    private func publication(_ site: TestSite, marksOfDevice: Int? = nil) throws -> KeyListPublication {
        var limits = KeyListPublicationLimits()
        if let marksOfDevice { limits.bounds.marksOfDevice = marksOfDevice }
        return KeyListPublication(
            site.backEnd, into: PublishedFolder("\(site.folder)/public"), demonstration: true,
            verifyPrefix: try VerifyPrefix("HTTP://127.0.0.1:8700/V/"), clock: site.clock, limits: limits)
    }

    private func list(_ site: TestSite, _ form: Int = 3) throws -> KeyList {
        let json = try #require(site.backEnd.keyListShelf.list(form: form)).json
        return try KeyList.verified(json: json)
    }

    @Test func `a blocked device is suspended, in the earlier form left out, and neither once it is unlocked`()
        async throws
    {
        let site = try await TestSite()
        defer { site.remove() }
        let (key, publication) = (site.device.psdKey, try publication(site))
        _ = try await site.backEnd.operators.answer(.block(key))
        try await publication.publish()
        let first = try list(site).version
        #expect(try list(site).remarks(on: key, counter: 1).map(\.kind) == [.suspended])
        #expect(try list(site).entries.count == 1 && list(site, 2).entries.isEmpty)
        // Nothing is signed anew while nothing changes.
        try await publication.publish()
        #expect(try list(site).version == first)
        site.clock.advance(bySeconds: 60)
        _ = try await site.backEnd.operators.answer(.unlock(key))
        try await publication.publish()
        #expect(try list(site).remarks.isEmpty && list(site, 2).entries.count == 1)
    }

    @Test func `a device that was blocked and is taken out of use is withdrawn and no longer suspended`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let (key, publication) = (site.device.psdKey, try publication(site))
        var device = site.device
        try await site.refill(&device, .rupees(10))
        try await site.frank(&device, [.rupees(1)])
        _ = try await site.backEnd.operators.answer(.block(key))
        try await publication.publish()
        _ = try await site.backEnd.operators.answer(.retire(key))
        try await publication.publish()
        #expect(try list(site).remarks.isEmpty)
        guard case .withdrawn? = try list(site).entry(for: key)?.status else {
            Issue.record("\(key) isn't withdrawn")
            return
        }
    }

    @Test func `who fills the list is suspended in it, with an alarm, until it fits; the others stand as before`()
        async throws
    {
        let site = try await TestSite()
        defer { site.remove() }
        let other = try await OtherMachine(at: site)
        var device = site.device
        try await site.refill(&device, .rupees(100))
        let records = try await site.frank(&device, [.rupees(1), .rupees(2), .rupees(3)])
        for record in records {
            try await site.backEnd.transactions.declare(device.spoil(record), from: site.caller(.transactions))
        }
        let (key, rules) = (device.psdKey, try RefundSchedule.bundled())
        try await site.operate { desk throws(DutyFailure) in _ = try desk.refund(3, of: key, rules: rules) }
        let full = try publication(site, marksOfDevice: 2)
        let start = UInt64(site.clock.now().seconds)
        for _ in 1...2 {
            try await full.publish()
            let list = try list(site)
            #expect(list.version == start)
            #expect(list.remarks(on: key, counter: 9).map(\.kind) == [.suspended])
            #expect(list.marks.map(\.kind) == [.spoiled, .refunded] && list.marks.map(\.counter) == [1, 3])
            #expect(list.remarks(on: other.device.psdKey, counter: 1).isEmpty)
            #expect(try self.list(site, 2).entries.map(\.psdKey) == [other.device.psdKey])
            site.clock.advance(bySeconds: 60)
        }
        guard case .alarms(let alarms) = try await site.backEnd.operators.answer(.alarms) else { return }
        #expect(alarms.map(\.code) == ["key_list_overfull"] && alarms.map(\.psdKey) == [key.description])
        #expect(try await PublicationRecord.held(in: site.backEnd.database).failures == 0)
        // A start changes nothing, and a list with more room says everything again.
        try await publication(site, marksOfDevice: 2).publish()
        #expect(try list(site).version == start)
        try await publication(site).publish()
        #expect(try list(site).marks.count == 3 && list(site).remarks.isEmpty)
    }

    @Test func `books that hold a public key twice publish it for its first device`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let other = try await OtherMachine(at: site)
        let (mine, theirs) = (site.device.psdKey, other.device.psdKey)
        // As a version licensed it that didn't look whether the key was licensed before.
        let doubled = try site.backEnd.enrolment.authorise(
            PSDEnrolment(
                psdKey: theirs, publicKey: site.device.signer.publicKey, machine: other.machine,
                licence: try LicenceNumber("LIC-2"), state: try StateCode("MH")), customer: site.customer, reading: [])
        try await site.backEnd.database.write { (transaction) throws(DutyFailure) -> Void in
            try transaction.execute(
                """
                UPDATE psds SET enrolled_at = enrolled_at + 60, authorisation = \(StoredValue.encode(doubled)),
                    public_key = (SELECT public_key FROM psds WHERE psd_key = \(mine)) WHERE psd_key = \(theirs)
                """)
        }
        try await publication(site).publish()
        #expect(try list(site).entries.map(\.psdKey) == [mine])
        guard case .alarms(let alarms) = try await site.backEnd.operators.answer(.alarms) else { return }
        #expect(alarms.map(\.code) == ["key_licensed"] && alarms.map(\.psdKey) == [theirs.description])
    }
}
