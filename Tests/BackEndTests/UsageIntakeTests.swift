import BackEnd
import DutyModel
import Exchanges
import Signing
import Testing

/// Usage records that are not as they should be: refused as a batch, or set aside one by one.
@Suite struct UsageIntakeTests {
    /// A site whose device holds money.
    private func filled(_ amount: Paise = .rupees(5_000)) async throws -> (TestSite, PaperDevice) {
        let site = try await TestSite()
        var device = site.device
        let answer = try await site.backEnd.funds.refill(
            device.request(device.beginRefill(amount)), from: site.caller(.funds))
        try device.apply(answer.answer)
        return (site, device)
    }

    private func send(_ records: [SignedUsageRecord], _ site: TestSite) async throws -> UsageReceipt {
        try await site.backEnd.transactions.accept(
            site.device.psdKey.batch(records), from: site.caller(.transactions))
    }

    @Test func `a batch that skips a record is refused whole`() async throws {
        var (site, device) = try await filled()
        defer { site.remove() }
        let records = try (0..<3).map { _ in try device.frank(.rupees(10)) }
        await #expect(throws: DutyFailure(.usageGap, "")) { try await send(Array(records.dropFirst()), site) }
        await #expect(throws: DutyFailure(.usageGap, "")) { try await send([records[0], records[2]], site) }
        #expect(try await site.count("SELECT COUNT(*) AS n FROM usage_records") == 0)
    }

    @Test func `a batch with a foreign hash, a foreign record or none is refused whole`() async throws {
        var (site, device) = try await filled()
        defer { site.remove() }
        let record = try device.frank(.rupees(10))
        var stranger = PaperDevice(serial: 43)
        stranger.registers = Registers(ascending: .zero, descending: .rupees(10))
        let caller = try await site.caller(.transactions)
        for batch in [
            UsageBatch(psdKey: device.psdKey, records: [record], hash: .zero),
            device.batch([try stranger.frank(.rupees(10))]), device.batch([]),
        ] {
            await #expect(throws: DutyFailure(.valueMalformed, "")) {
                try await site.backEnd.transactions.accept(batch, from: caller)
            }
        }
        #expect(try await site.count("SELECT COUNT(*) AS n FROM usage_set_aside") == 0)
    }

    @Test func `a record that the device did not sign is refused with its batch, wherever it stands`() async throws {
        var (site, device) = try await filled()
        defer { site.remove() }
        var stranger = PaperDevice()
        stranger.registers = device.registers
        let forged = try stranger.frank(.rupees(10))
        let records = try [10, 20, 30].map { try device.frank(.rupees($0)) }
        let spoiled = SignedUsageRecord(record: records[1].record, signature: records[0].signature)
        let stamp = records[1].record.stamp
        let wrongStamp = SignedUsageRecord(
            record: UsageRecord(
                stamp: SignedStamp(record: stamp.record, signature: records[0].signature),
                registers: records[1].record.registers, previous: records[1].record.previous),
            signature: records[1].signature)
        for batch in [[forged], [records[0], spoiled, records[2]], [records[0], wrongStamp]] {
            await #expect(throws: DutyFailure(.signatureBad, "")) { try await send(batch, site) }
        }
        #expect(try await site.count("SELECT COUNT(*) AS n FROM usage_records") == 0)
        #expect(try await site.count("SELECT COUNT(*) AS n FROM usage_set_aside") == 0)
        // So the true records still find their place, and a receipt never covered what was not held.
        #expect(try await send(records, site).durableThrough == 3)
        #expect(try await site.balance("consumed-duty:MH") == .rupees(60))
        await #expect(throws: DutyFailure(.signatureBad, "")) { try await send([forged], site) }
        try await site.expectSoundLedger()
    }

    @Test(arguments: [FailureCode.registerMismatch, .usageConflict, .stateNotLicensed])
    func `a record that cannot be accepted is set aside and blocks no other`(_ reason: FailureCode) async throws {
        var (site, device) = try await filled()
        defer { site.remove() }
        let first = try device.frank(.rupees(10))
        let good = try device.frank(.rupees(20))
        let last = try device.frank(.rupees(30))
        let registers = good.record.registers
        let bad: SignedUsageRecord =
            switch reason {
            case .registerMismatch:
                try device.record(counter: 2, value: .rupees(21), registers: registers, previous: first.chainHash)
            case .usageConflict:
                try device.record(counter: 2, value: .rupees(20), registers: registers, previous: .zero)
            default:
                try device.record(
                    counter: 2, value: .rupees(20), registers: registers, previous: first.chainHash, state: "KA")
            }
        let receipt = try await send([first, bad, last], site)
        #expect(receipt.durableThrough == 3)
        #expect(try await site.count("SELECT COUNT(*) AS n FROM usage_records") == 2)
        #expect(
            try await site.count("SELECT COUNT(*) AS n FROM usage_set_aside WHERE reason = \(reason.rawValue)") == 1)
        #expect(try await site.count("SELECT COUNT(*) AS n FROM alarms WHERE code = \(reason.rawValue)") == 1)
        #expect(try await site.balance("consumed-duty:MH") == .rupees(40))
        try await site.expectSoundLedger()
    }

    @Test func `a set-aside value that the registers contradict fails the next audit`() async throws {
        var (site, device) = try await filled()
        defer { site.remove() }
        let first = try device.frank(.rupees(10))
        let good = try device.frank(.rupees(20))
        let lie = try device.record(
            counter: 2, value: .rupees(5), registers: good.record.registers, previous: first.chainHash)
        _ = try await send([first, lie, try device.frank(.rupees(30))], site)
        let verdict = try await site.backEnd.funds.audit(device.audit(), from: site.caller(.funds))
        #expect(verdict.differences == [.usageSum])
        let refused = try await site.backEnd.funds.refill(
            device.request(device.beginRefill(.rupees(1))), from: site.caller(.funds))
        #expect(refused.answer.decision == .refused(reason: .psdAuditFailed, maximumAllowed: nil))
    }

    @Test func `a second content for a counter is kept, locks the device, and changes no record`() async throws {
        var (site, device) = try await filled()
        defer { site.remove() }
        var clone = device
        _ = try await send([try device.frank(.rupees(10))], site)
        let receipt = try await send([try clone.frank(.rupees(4_000))], site)
        #expect(receipt.durableThrough == 1)
        #expect(try await site.balance("consumed-duty:MH") == .rupees(10))
        #expect(try await site.count("SELECT COUNT(*) AS n FROM usage_set_aside") == 1)
        #expect(try await site.count("SELECT COUNT(*) AS n FROM psds WHERE standing = 'clone_suspected'") == 1)
        try await site.expectSoundLedger()
    }

    @Test func `records made before and after a refill that an audit confirmed are all accepted`() async throws {
        var (site, device) = try await filled(.rupees(100))
        defer { site.remove() }
        let early = try device.frank(.rupees(60))
        let answer = try await site.backEnd.funds.refill(
            device.request(device.beginRefill(.rupees(200))), from: site.caller(.funds))
        try device.apply(answer.answer)
        let verdict = try await site.backEnd.funds.audit(device.audit(unsentCount: 1), from: site.caller(.funds))
        #expect(verdict.differences.isEmpty)
        let receipt = try await send([early, try device.frank(.rupees(240))], site)
        #expect(receipt.durableThrough == 2)
        #expect(try await site.balance("psd-value:P00000042-1") == .zero)
        #expect(try await site.count("SELECT COUNT(*) AS n FROM usage_set_aside") == 0)
        try await site.expectSoundLedger()
    }
}

extension PSDKeyID {
    fileprivate func batch(_ records: [SignedUsageRecord]) -> UsageBatch { UsageBatch(psdKey: self, records: records) }
}
