import BackEnd
import DutyModel
import Exchanges
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
        let changed = try AuditRequest(
            id: request.id, nonce: request.nonce, statement: request.statement, unsentCount: 9
        ).signed(by: device.signer)
        await #expect(throws: DutyFailure(.operationConflict, "")) {
            try await site.backEnd.funds.audit(changed, from: site.caller(.funds))
        }
    }

    @Test func `a device says which service root it obeys, and another's is an alarm`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        var device = site.device
        func audit(_ root: ContentHash?) async throws {
            site.clock.advance(bySeconds: 60)
            _ = try await site.backEnd.funds.audit(device.audit(root: root), from: site.caller(.funds))
        }
        func said() async throws -> ContentHash? {
            guard case .devices(let lines) = try await site.backEnd.operators.answer(.devices(nil)) else { return nil }
            return lines.first?.serviceRoot
        }
        func alarms() async throws -> Int64 {
            try await site.count("SELECT COUNT(*) AS n FROM alarms WHERE code = 'service_root_pinned'")
        }
        let own = site.backEnd.certifiedKeys.root.fingerprint
        let foreign = ContentHash(sha256: [1])
        for (root, expected, raised) in [
            (nil, nil, 0), (own, own, 0), (nil, own, 0), (foreign, foreign, 1), (foreign, foreign, 1), (own, own, 1),
        ] as [(ContentHash?, ContentHash?, Int64)] {
            try await audit(root)
            #expect(try await said() == expected)
            #expect(try await alarms() == raised)
        }
        // What is sent again says nothing of now.
        let old = try device.audit(root: foreign)
        _ = try await site.backEnd.funds.audit(old, from: site.caller(.funds))
        try await audit(own)
        _ = try await site.backEnd.funds.audit(old, from: site.caller(.funds))
        #expect(try await said() == own)
        let unsigned = try device.audit()
        let claimed = AuditRequest(
            id: unsigned.id, nonce: unsigned.nonce, statement: unsigned.statement, unsentCount: unsigned.unsentCount,
            root: foreign, signature: unsigned.signature)
        await #expect(throws: DutyFailure(.signatureBad, "")) {
            _ = try await site.backEnd.funds.audit(claimed, from: site.caller(.funds))
        }
        #expect(try await said() == own)
    }

    @Test func `a root that was followed is this back end's as well`() async throws {
        var site = try await TestSite()
        defer { site.remove() }
        let old = site.backEnd.certifiedKeys.root.fingerprint
        let folder = "\(site.folder)/backend"
        _ = try BackEndInstallation.succeedRoot(
            by: "\(site.folder)/second", inFolder: folder, rootIn: [], clock: site.clock)
        site.backEnd = try await BackEndInstallation.open(folder: folder, presence: .made(nil), clock: site.clock)
        #expect(site.backEnd.certifiedKeys.root.fingerprint != old)
        var device = site.device
        for root in [old, site.backEnd.certifiedKeys.root.fingerprint] {
            site.clock.advance(bySeconds: 60)
            _ = try await site.backEnd.funds.audit(device.audit(root: root), from: site.caller(.funds))
        }
        #expect(try await site.count("SELECT COUNT(*) AS n FROM alarms") == 0)
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
