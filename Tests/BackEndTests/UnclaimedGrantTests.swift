import BackEnd
import DutyModel
import Exchanges
import Storage
import Testing

/// Money on its way to a device that never applies it, as books that were put back can grant it.
@Suite struct UnclaimedGrantTests {
    /// A device with ₹500, to which ₹300 more were granted that it saw cancelled, in books that are no more.
    private func granted(_ site: TestSite) async throws -> (device: PaperDevice, late: RefillRequest) {
        var device = site.device
        try await site.refill(&device, .rupees(500))
        let late = try device.request(device.beginRefill(.rupees(300)))
        _ = try await site.backEnd.funds.refill(late, from: site.caller(.funds))
        return (device, late)
    }

    private func withdraw(_ device: inout PaperDevice, _ id: OperationID, _ site: TestSite) async throws -> Paise {
        let request = try device.withdrawal(id)
        return try await site.backEnd.funds.withdraw(request, from: site.caller(.funds)).removed
    }

    private func giveBack(_ device: PaperDevice, _ site: TestSite) async throws -> Paise {
        let key = device.psdKey
        return try await site.operate { desk throws(DutyFailure) in try desk.returnGrants(key) }
    }

    @Test func `it goes back to the customer once, on the device's signed word, and the device is withdrawn`()
        async throws
    {
        let site = try await TestSite()
        defer { site.remove() }
        var (device, _) = try await granted(site)
        let id = device.freshID()
        await #expect(throws: DutyFailure(.nothingToSettle, "")) { try await giveBack(device, site) }
        await #expect(throws: DutyFailure(.grantUnclaimed, "")) { try await withdraw(&device, id, site) }
        #expect(try await site.count("SELECT COUNT(*) AS n FROM alarms WHERE code = 'grant_unclaimed'") == 1)
        #expect(try await site.balance("in-transit:\(device.psdKey)") == .rupees(300))
        #expect(try await giveBack(device, site) == .rupees(300))
        await #expect(throws: DutyFailure(.nothingToSettle, "")) { try await giveBack(device, site) }
        #expect(try await site.balance("customer-funds") == .rupees(99_500))
        try await site.expectSoundLedger()
        #expect(try await withdraw(&device, id, site) == .rupees(500))
        #expect(try await site.balance("customer-funds") == .rupees(1_00_000))
        await #expect(throws: DutyFailure(.nothingToSettle, "")) { try await giveBack(device, site) }
        try await site.expectSoundLedger()
    }

    @Test func `a slow device's money isn't given back`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        var (device, late) = try await granted(site)
        _ = try await site.backEnd.funds.audit(device.audit(), from: site.caller(.funds))
        site.clock.advance(byDays: 100)
        await #expect(throws: DutyFailure(.nothingToSettle, "")) { try await giveBack(device, site) }
        let again = try device.request(late.operation)
        try device.apply(try await site.backEnd.funds.refill(again, from: site.caller(.funds)).answer)
        #expect(device.registers.descending == .rupees(800))
        try await site.expectSoundLedger()
    }

    @Test func `a device that asks for what it gave up is not the one that gave it up`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        var (device, late) = try await granted(site)
        let id = device.freshID()
        await #expect(throws: DutyFailure(.grantUnclaimed, "")) { try await withdraw(&device, id, site) }
        _ = try await giveBack(device, site)
        // The request of before comes once more: it says nothing new.
        await #expect(throws: DutyFailure(.psdRetired, "")) {
            try await site.backEnd.funds.refill(late, from: site.caller(.funds))
        }
        #expect(try await site.count("SELECT COUNT(*) AS n FROM alarms WHERE code = 'psd_clone_suspected'") == 0)
        let copy = try device.request(late.operation)
        await #expect(throws: DutyFailure(.psdCloneSuspected, "")) {
            try await site.backEnd.funds.refill(copy, from: site.caller(.funds))
        }
        #expect(try await site.balance("in-transit:\(device.psdKey)") == .zero)
        #expect(try await site.backEnd.enrolment.publishedKeys().map(\.isSuspended) == [true])
        try await site.expectSoundLedger()
    }

    @Test func `nothing is given back for a device that is suspected, until an operator has looked`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        var (device, _) = try await granted(site)
        var copy = device
        copy.nextID = 90
        copy.time = copy.time.advanced(bySeconds: 1)
        let id = device.freshID()
        await #expect(throws: DutyFailure(.grantUnclaimed, "")) { try await withdraw(&device, id, site) }
        let other = try copy.audit()
        _ = try? await site.backEnd.funds.audit(other, from: site.caller(.funds))
        await #expect(throws: DutyFailure(.psdCloneSuspected, "")) { try await giveBack(device, site) }
        let key = device.psdKey
        try await site.operate { desk throws(DutyFailure) in try desk.unlock(key) }
        #expect(try await giveBack(device, site) == .rupees(300))
        try await site.expectSoundLedger()
    }

    @Test func `a refill that the books can never grant is given up, as often as it takes`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        var (device, _) = try await granted(site)
        for _ in 0..<2 {
            let next = device.beginRefill(.rupees(10))
            let request = try device.request(next)
            await #expect(throws: DutyFailure(.sequenceNotNext, "")) {
                try await site.backEnd.funds.refill(request, from: site.caller(.funds))
            }
            let cancelled = try await site.backEnd.funds.refill(device.cancellation(next), from: site.caller(.funds))
            #expect(cancelled.answer.decision == .cancelled)
        }
        device.attempt -= 1
        let overtaken = try device.cancellation(device.beginRefill(.rupees(10)))
        await #expect(throws: DutyFailure(.operationConflict, "")) {
            try await site.backEnd.funds.refill(overtaken, from: site.caller(.funds))
        }
        try await site.expectSoundLedger()
    }

    @Test func `the check finds money that was given back without the device's word`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        var (device, _) = try await granted(site)
        let id = device.freshID()
        await #expect(throws: DutyFailure(.grantUnclaimed, "")) { try await withdraw(&device, id, site) }
        _ = try await giveBack(device, site)
        try await site.backEnd.database.write { (transaction) throws(DutyFailure) -> Void in
            try transaction.execute("DROP TRIGGER final_requests_remain")
            try transaction.execute("DELETE FROM final_requests")
        }
        let report = try await BooksChecker(database: site.backEnd.database, fundsKeys: site.backEnd.fundsKeys).check()
        #expect(report.findings.map(\.invariant) == [.grantEnd])
        #expect(report.findings.first?.key.hasSuffix("\(device.psdKey) 2") == true)
    }
}
