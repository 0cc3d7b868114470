import BackEnd
import DutyModel
import Testing

/// A refill that its customer gives up.
@Suite struct CancellationTests {
    @Test func `a cancelled refill is never granted, however late it comes`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        var device = site.device
        let operation = device.beginRefill(.rupees(100))
        let delayed = try device.request(operation)
        let cancelled = try await site.backEnd.funds.refill(
            device.cancellation(operation), from: site.caller(.funds))
        #expect(cancelled.answer.decision == .cancelled)
        let late = try await site.backEnd.funds.refill(delayed, from: site.caller(.funds))
        #expect(late.answer == cancelled.answer)
        let again = try await site.backEnd.funds.refill(device.cancellation(operation), from: site.caller(.funds))
        #expect(again.answer == cancelled.answer)
        #expect(try await site.balance("customer-funds") == .rupees(1_00_000))
        // The next attempt at the same place goes through.
        try await site.refill(&device, .rupees(50))
        #expect(device.registers.descending == .rupees(50))
        try await site.expectSoundLedger()
    }

    @Test func `a refill that was granted before its cancellation came stays granted`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        var device = site.device
        let operation = device.beginRefill(.rupees(100))
        let granted = try await site.backEnd.funds.refill(device.request(operation), from: site.caller(.funds))
        let cancelled = try await site.backEnd.funds.refill(
            device.cancellation(operation), from: site.caller(.funds))
        #expect(cancelled.answer == granted.answer)
        #expect(cancelled.envelope.nonce != granted.envelope.nonce)
        try device.apply(cancelled.answer)
        #expect(device.registers.descending == .rupees(100))
        try await site.expectSoundLedger()
    }

    @Test func `a cancellation that another key signed changes nothing`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        var (device, stranger) = (site.device, PaperDevice())
        let operation = device.beginRefill(.rupees(100))
        let forged = try stranger.cancellation(operation)
        await #expect(throws: DutyFailure(.signatureBad, "")) {
            try await site.backEnd.funds.refill(forged, from: site.caller(.funds))
        }
        #expect(try await site.count("SELECT COUNT(*) AS n FROM refills") == 0)
    }
}
