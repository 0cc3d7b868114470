import BackEnd
import DutyModel
import Exchanges
import Testing

/// The end of a device's life, and the next one.
@Suite struct WithdrawalTests {
    @Test func `a withdrawn device's funds are the customer's again, once`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        var (device, id) = try await site.withdrawnDevice()
        #expect(try await site.balance("customer-funds") == .rupees(99_900))
        #expect(try await site.balance("psd-value:\(device.psdKey)") == .zero)
        let again = try await site.backEnd.funds.withdraw(device.withdrawal(id), from: site.caller(.funds))
        #expect(again.removed == .rupees(400))
        #expect(try await site.balance("customer-funds") == .rupees(99_900))
        let key = try #require(try await site.backEnd.enrolment.publishedKeys().first)
        #expect(key.lastCounter == 2)
        #expect(key.endedAt != nil)
        try await site.expectSoundLedger()
    }

    @Test func `a withdrawn device gets no refill and no audit`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        var (device, _) = try await site.withdrawnDevice()
        let request = try device.request(device.beginRefill(.rupees(1)))
        let refused = try await site.backEnd.funds.refill(request, from: site.caller(.funds))
        #expect(refused.answer.decision == .refused(reason: .psdRetired, maximumAllowed: nil))
        let audit = try device.audit()
        await #expect(throws: DutyFailure(.psdRetired, "")) {
            try await site.backEnd.funds.audit(audit, from: site.caller(.funds))
        }
    }

    @Test func `funds that the device does not have are not given back`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        var device = site.device
        try await site.refill(&device, .rupees(500))
        _ = try device.frank(.rupees(40))
        let unsent = try device.withdrawal(device.freshID())
        await #expect(throws: DutyFailure(.usageGap, "")) {
            try await site.backEnd.funds.withdraw(unsent, from: site.caller(.funds))
        }
        device.registers.descending = .rupees(500)
        device.itemCount = 0
        device.chainHead = .zero
        let lie = try device.withdrawal(device.freshID())
        await #expect(throws: DutyFailure(.psdCloneSuspected, "")) {
            try await site.backEnd.funds.withdraw(lie, from: site.caller(.funds))
        }
        #expect(try await site.balance("customer-funds") == .rupees(99_500))
        #expect(try await site.count("SELECT COUNT(*) AS n FROM withdrawals") == 0)
        try await site.expectSoundLedger()
    }

    @Test func `a confirmation is taken once the funds are gone, and a destroyed key is recorded`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        var (device, id) = try await site.withdrawnDevice()
        var lying = device
        lying.nextID = 60
        let early = try WithdrawalConfirmationSample.holdingFunds(&lying, id)
        await #expect(throws: DutyFailure(.registerMismatch, "")) {
            try await site.backEnd.funds.confirm(early, from: site.caller(.funds))
        }
        for _ in 0..<2 {
            let confirmation = try device.confirmation(id)
            try await site.backEnd.funds.confirm(confirmation, from: site.caller(.funds))
        }
        #expect(try await site.count("SELECT COUNT(*) AS n FROM withdrawals WHERE confirmed_at IS NOT NULL") == 1)
    }

    @Test func `a next life goes on from where the last one ended, under a key of its own`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        var (device, id) = try await site.withdrawnDevice()
        let confirmation = try device.confirmation(id)
        try await site.backEnd.funds.confirm(confirmation, from: site.caller(.funds))
        var next = device.nextLife()
        let unpermitted = try next.configuration()
        await #expect(throws: DutyFailure(.psdNotPermitted, "")) {
            try await site.backEnd.enrolment.configure(unpermitted, from: site.identity)
        }
        try await site.permit(next)
        var starting = next
        starting.registers.ascending = .zero
        let again = try starting.configuration()
        await #expect(throws: DutyFailure(.registerMismatch, "")) {
            try await site.backEnd.enrolment.configure(again, from: site.identity)
        }
        let request = try next.configuration()
        let first = try await site.backEnd.enrolment.configure(request, from: site.identity)
        let second = try await site.backEnd.enrolment.configure(request, from: site.identity)
        #expect(first.authorisation == second.authorisation)
        #expect(first.authorisation.psdKey.life == 2)
        try await site.refill(&next, .rupees(300))
        try await site.frank(&next, [.rupees(25)])
        let verdict = try await site.backEnd.funds.audit(next.audit(), from: site.caller(.funds, for: next))
        #expect(verdict.differences == [])
        #expect(try await site.backEnd.enrolment.publishedKeys().map(\.firstCounter) == [1, 3])
        try await site.expectSoundLedger()
    }
}

/// A confirmation by a device that still holds its funds.
private enum WithdrawalConfirmationSample {
    static func holdingFunds(_ device: inout PaperDevice, _ id: OperationID) throws -> WithdrawalConfirmation {
        let statement = device.statement()
        return try WithdrawalConfirmation(id: id, statement: statement).signed(by: device.signer)
    }
}
