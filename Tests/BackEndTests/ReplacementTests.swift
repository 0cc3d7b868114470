import BackEnd
import DutyModel
import Exchanges
import FundsLedger
import Testing

/// Another device in the machine, and what becomes of the old one.
@Suite struct ReplacementTests {
    private func replaced(_ site: TestSite) async throws -> (old: PaperDevice, new: PaperDevice) {
        var old = site.device
        try await site.refill(&old, .rupees(500))
        try await site.frank(&old, [.rupees(100)])
        var new = PaperDevice(serial: 77)
        try await site.permit(new)
        let configuration = try await site.backEnd.enrolment.configure(new.configuration(), from: site.identity)
        #expect(configuration.replaces == old.psdKey)
        #expect(configuration.authorisation.psdKey == new.psdKey)
        return (old, new)
    }

    @Test func `the old device is refilled no more and is withdrawn on its final audit`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        var (old, new) = try await replaced(site)
        let request = try old.request(old.beginRefill(.rupees(1)))
        let refused = try await site.backEnd.funds.refill(request, from: site.caller(.funds))
        #expect(refused.answer.decision == .refused(reason: .psdRetired, maximumAllowed: nil))
        try await site.refill(&new, .rupees(200))
        let order = try await site.backEnd.funds.withdraw(
            old.withdrawal(old.freshID()), from: site.caller(.funds))
        #expect(order.removed == .rupees(400))
        #expect(try await site.balance("customer-funds") == .rupees(99_700))
        try await site.expectSoundLedger()
    }

    @Test func `a destroyed device is settled by the last thing it signed`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        var (old, _) = try await replaced(site)
        let key = old.psdKey
        await #expect(throws: DutyFailure(.nothingToSettle, "")) {
            try await site.operate { desk throws(DutyFailure) in try desk.settleRetired(key).settled }
        }
        try await site.operate { desk throws(DutyFailure) in try desk.retire(key) }
        let settled = try await site.operate { desk throws(DutyFailure) in try desk.settleRetired(key).settled }
        #expect(settled == .rupees(400))
        #expect(try await site.balance("customer-funds") == .rupees(99_900))
        // A record that the machine still held comes after the settlement: it is booked, and the shortfall is shown.
        let late = try old.frank(.rupees(30))
        _ = try await site.backEnd.transactions.accept(old.batch([late]), from: site.caller(.transactions))
        #expect(try await site.balance("suspense") == Paise(-3_000))
        try await site.expectSoundLedger()
    }

    @Test func `a grant in transit to a destroyed device stays there until an operator settles it`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        var device = site.device
        let request = try device.request(device.beginRefill(.rupees(250)))
        _ = try await site.backEnd.funds.refill(request, from: site.caller(.funds))
        site.clock.advance(byDays: 400)
        #expect(try await site.balance("in-transit:\(device.psdKey)") == .rupees(250))
        try await site.operate { desk throws(DutyFailure) in try desk.retire(request.operation.psdKey) }
        let returned = try await site.operate { desk throws(DutyFailure) in
            try desk.settleRetired(request.operation.psdKey).returned
        }
        #expect(returned == .rupees(250))
        #expect(try await site.balance("customer-funds") == .rupees(1_00_000))
        await #expect(throws: DutyFailure(.nothingToSettle, "")) {
            try await site.operate { desk throws(DutyFailure) in
                try desk.settleRetired(request.operation.psdKey).returned
            }
        }
        // It was not destroyed after all, and asks again: the money is the customer's by now.
        let again = try device.request(request.operation)
        await #expect(throws: DutyFailure(.psdRetired, "")) {
            try await site.backEnd.funds.refill(again, from: site.caller(.funds))
        }
        try await site.expectSoundLedger()
    }

    @Test func `a key that no operator permitted, or that another machine shows, is not configured`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        var (stranger, thief) = (PaperDevice(serial: 78), PaperDevice(serial: 78))
        try await site.permit(stranger)
        let stolen = try thief.configuration()
        await #expect(throws: DutyFailure(.psdNotPermitted, "")) {
            try await site.backEnd.enrolment.configure(stolen, from: site.identity)
        }
        let forged = try stranger.configuration()
        let mixed = ConfigurationRequest(
            publicKey: forged.publicKey, nonce: forged.nonce, statement: forged.statement, signature: stolen.signature)
        await #expect(throws: DutyFailure(.signatureBad, "")) {
            try await site.backEnd.enrolment.configure(mixed, from: site.identity)
        }
    }
}
