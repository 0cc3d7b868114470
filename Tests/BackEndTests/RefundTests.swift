import BackEnd
import DutyModel
import Exchanges
import Testing

/// Spoiled impressions, and what a state's rules give back for them.
@Suite struct RefundTests {
    private func spoiled(_ site: TestSite) async throws -> (PaperDevice, SignedUsageRecord) {
        var device = site.device
        try await site.refill(&device, .rupees(1_000))
        let record = try await site.frank(&device, [.rupees(500)])[0]
        try await site.backEnd.transactions.declare(device.spoil(record), from: site.caller(.transactions))
        return (device, record)
    }

    @Test func `Maharashtra gives nine tenths back within six months, once`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let (device, record) = try await spoiled(site)
        let rules = try RefundSchedule.bundled()
        let refund = try await site.operate { desk throws(DutyFailure) in
            try desk.refund(record.counter, of: device.psdKey, rules: rules)
        }
        #expect(refund.paid == .rupees(450))
        #expect(refund.deduction == .rupees(50))
        #expect(try await site.balance("customer-funds") == .rupees(99_450))
        #expect(try await site.balance("consumed-duty:MH") == .rupees(50))
        await #expect(throws: DutyFailure(.operationConflict, "")) {
            try await site.operate { desk throws(DutyFailure) in
                try desk.refund(record.counter, of: device.psdKey, rules: rules)
            }
        }
        #expect(try await site.backEnd.enrolment.publishedMarks().map(\.kind) == [.refunded])
        try await site.expectSoundLedger()
    }

    @Test func `what no device declared spoiled is not refunded`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        var device = site.device
        try await site.refill(&device, .rupees(1_000))
        let record = try await site.frank(&device, [.rupees(500)])[0]
        let rules = try RefundSchedule.bundled()
        await #expect(throws: DutyFailure(.nothingToSettle, "")) {
            try await site.operate { desk throws(DutyFailure) in
                try desk.refund(record.counter, of: record.record.stamp.record.psdKey, rules: rules)
            }
        }
    }

    @Test func `a declaration with another value than the impression's is refused`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        var device = site.device
        try await site.refill(&device, .rupees(1_000))
        let record = try await site.frank(&device, [.rupees(500)])[0]
        let dear = try device.spoil(record, value: .rupees(5_000))
        await #expect(throws: DutyFailure(.usageConflict, "")) {
            try await site.backEnd.transactions.declare(dear, from: site.caller(.transactions))
        }
        #expect(try await site.count("SELECT COUNT(*) AS n FROM spoils") == 0)
    }

    @Test func `the same declaration twice is one`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let (device, record) = try await spoiled(site)
        try await site.backEnd.transactions.declare(device.spoil(record), from: site.caller(.transactions))
        #expect(try await site.count("SELECT COUNT(*) AS n FROM spoils") == 1)
        #expect(try await site.backEnd.enrolment.publishedMarks().map(\.kind) == [.spoiled])
    }
}
