import BackEnd
import DutyModel
import Exchanges
import Signing
import Testing

/// A device put back from an old copy of its disk, or two devices on copies of one disk.
@Suite struct DoubledDeviceTests {
    /// A site whose device holds ₹5,000.
    private func filled() async throws -> (TestSite, PaperDevice) {
        let site = try await TestSite()
        var device = site.device
        let answer = try await site.backEnd.funds.refill(
            device.request(device.beginRefill(.rupees(5_000))), from: site.caller(.funds))
        try device.apply(answer.answer)
        return (site, device)
    }

    private func send(_ records: [SignedUsageRecord], _ site: TestSite) async throws -> UsageReceipt {
        try await site.backEnd.transactions.accept(
            site.device.batch(records), from: site.caller(.transactions))
    }

    private func isLocked(_ site: TestSite) async throws -> Bool {
        try await site.count("SELECT COUNT(*) AS n FROM psds WHERE standing = 'clone_suspected'") == 1
    }

    @Test func `a copy that asks for its own refill is granted nothing and locks the key`() async throws {
        var (site, device) = try await filled()
        defer { site.remove() }
        var copy = device
        copy.nextID = 100
        copy.time = copy.time.advanced(bySeconds: 1)
        let answer = try await site.backEnd.funds.refill(
            device.request(device.beginRefill(.rupees(100))), from: site.caller(.funds))
        try device.apply(answer.answer)
        let request = try copy.request(copy.beginRefill(.rupees(100)))
        await #expect(throws: DutyFailure(.psdCloneSuspected, "")) {
            try await site.backEnd.funds.refill(request, from: site.caller(.funds))
        }
        #expect(try await isLocked(site))
        #expect(try await site.balance("customer-funds") == .rupees(94_900))
        try await site.expectSoundLedger()
    }

    @Test func `a copy from before a refill repeats neither the grant nor the books`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        var device = site.device
        let old = device
        let operation = device.beginRefill(.rupees(100))
        let first = try await site.backEnd.funds.refill(device.request(operation), from: site.caller(.funds))
        try device.apply(first.answer)
        _ = try await site.backEnd.funds.audit(device.audit(), from: site.caller(.funds))
        var copy = old
        copy.nextID = 100
        copy.statementCounter = 0
        copy.time = copy.time.advanced(bySeconds: 1)
        let request = try copy.request(copy.beginRefill(.rupees(100)))
        await #expect(throws: DutyFailure(.psdCloneSuspected, "")) {
            try await site.backEnd.funds.refill(request, from: site.caller(.funds))
        }
        #expect(try await site.balance("customer-funds") == .rupees(99_900))
        #expect(try await site.count("SELECT COUNT(*) AS n FROM grants") == 1)
    }

    @Test func `an identical statement that arrives late changes nothing`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        var device = site.device
        let operation = device.beginRefill(.rupees(100))
        let request = try device.request(operation)
        let first = try await site.backEnd.funds.refill(request, from: site.caller(.funds))
        try device.apply(first.answer)
        _ = try await site.backEnd.funds.audit(device.audit(), from: site.caller(.funds))
        let again = try await site.backEnd.funds.refill(request, from: site.caller(.funds))
        #expect(again.answer == first.answer)
        #expect(try await !isLocked(site))
        #expect(try await site.balance("psd-value:P00000042-1") == .rupees(100))
        #expect(try await site.count("SELECT COUNT(*) AS n FROM alarms") == 0)
        try await site.expectSoundLedger()
    }

    @Test func `a record that follows another than the one held locks the key`() async throws {
        var (site, device) = try await filled()
        defer { site.remove() }
        var copy = device
        _ = try await send([try device.frank(.rupees(10))], site)
        _ = try copy.frank(.rupees(4_000))
        // The copy's tablet lost the record whose counter is taken and sends what comes next.
        let receipt = try await send([try copy.frank(.rupees(5))], site)
        #expect(receipt.durableThrough == 2)
        #expect(try await isLocked(site))
        #expect(try await site.balance("consumed-duty:MH") == .rupees(10))
        let verdict = try await site.backEnd.funds.audit(device.audit(), from: site.caller(.funds))
        #expect(verdict.differences == [.clone], "so that the devices lock too")
        try await site.expectSoundLedger()
    }

    @Test func `two contents for a counter lock the key though the one held was set aside`() async throws {
        var (site, device) = try await filled()
        defer { site.remove() }
        var copy = device
        let doubtful = try device.frank(.rupees(10), state: "KA")
        _ = try await send([doubtful], site)
        #expect(try await !isLocked(site))
        _ = try await send([doubtful], site)
        #expect(try await !isLocked(site), "the same one again says nothing new")
        _ = try await send([try copy.frank(.rupees(20))], site)
        #expect(try await isLocked(site))
        #expect(try await site.count("SELECT COUNT(*) AS n FROM usage_set_aside") == 2)
    }

    @Test func `a suspicion outlasts an operator's block`() async throws {
        var (site, device) = try await filled()
        defer { site.remove() }
        try await site.backEnd.database.write { (transaction) throws(DutyFailure) -> Void in
            try transaction.execute("UPDATE psds SET standing = 'blocked'")
        }
        var copy = device
        copy.time = copy.time.advanced(bySeconds: 1)
        copy.nextID = 90
        _ = try await site.backEnd.funds.audit(device.audit(), from: site.caller(.funds))
        let verdict = try await site.backEnd.funds.audit(copy.audit(), from: site.caller(.funds))
        #expect(verdict.differences.contains(.clone))
        #expect(try await site.count("SELECT COUNT(*) AS n FROM psds WHERE standing = 'clone_suspected'") == 1)
        #expect(try await site.count("SELECT COUNT(*) AS n FROM alarms WHERE code = 'psd_clone_suspected'") == 1)
    }

    @Test func `what happens again after it was settled is raised again`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        var device = site.device
        device.registers.descending = Paise(1)
        _ = try await site.backEnd.funds.audit(device.audit(), from: site.caller(.funds))
        try await site.backEnd.database.write { (transaction) throws(DutyFailure) -> Void in
            try transaction.execute("UPDATE alarms SET settled_at = 1")
        }
        _ = try await site.backEnd.funds.audit(device.audit(), from: site.caller(.funds))
        #expect(try await site.count("SELECT COUNT(*) AS n FROM alarms WHERE settled_at IS NULL") == 1)
    }
}
