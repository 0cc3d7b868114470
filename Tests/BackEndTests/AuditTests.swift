import BackEnd
import DutyModel
import Signing
import Testing

/// Audits against a real database.
@Suite struct AuditTests {
    @Test func `a control total that the books do not know locks until a good audit`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        var device = site.device
        device.registers.descending = Paise(1)
        let bad = try await site.backEnd.funds.audit(device.audit(), from: site.caller(.funds))
        #expect(bad.differences == [.controlTotal])
        #expect(bad.inspectionDue == site.clock.now().advanced(byDays: 28), "the date of enrolment still holds")
        device.registers.descending = .zero
        site.clock.advance(bySeconds: 60)
        let good = try await site.backEnd.funds.audit(device.audit(), from: site.caller(.funds))
        #expect(good.differences.isEmpty)
        #expect(good.inspectionDue == bad.inspectionDue.advanced(bySeconds: 60))
        let answer = try await site.backEnd.funds.refill(
            device.request(device.beginRefill(.rupees(1))), from: site.caller(.funds))
        #expect(answer.answer.decision == .granted(controlTotalAfter: .rupees(1)))
    }

    @Test func `the same request gets the same verdict, and a changed one is a conflict`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        var device = site.device
        let request = try device.audit()
        let first = try await site.backEnd.funds.audit(request, from: site.caller(.funds))
        site.clock.advance(byDays: 1)
        #expect(try await site.backEnd.funds.audit(request, from: site.caller(.funds)) == first)
        let form = AuditRequest.signedForm(
            id: request.id, nonce: request.nonce, statement: request.statement, unsentCount: 9)
        let changed = AuditRequest(
            id: request.id, nonce: request.nonce, statement: request.statement, unsentCount: 9,
            signature: try device.signer.sign(form))
        await #expect(throws: DutyFailure(.operationConflict, "")) {
            try await site.backEnd.funds.audit(changed, from: site.caller(.funds))
        }
    }

    @Test func `an audit of a clone names it and extends nothing`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        var device = site.device
        var clone = device
        clone.nextID = 100
        clone.time = clone.time.advanced(bySeconds: 5)
        _ = try await site.backEnd.funds.audit(device.audit(), from: site.caller(.funds))
        site.clock.advance(byDays: 3)
        let verdict = try await site.backEnd.funds.audit(clone.audit(), from: site.caller(.funds))
        #expect(verdict.differences == [.clone])
        #expect(verdict.inspectionDue == site.clock.now().advanced(byDays: 25))
        #expect(try await site.backEnd.enrolment.publishedKeys().map(\.isSuspended) == [true])
    }
}
