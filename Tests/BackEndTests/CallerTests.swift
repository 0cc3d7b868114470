import BackEnd
import DutyModel
import Exchanges
import Signing
import Testing

/// Who may speak: tokens, certificates, machines and devices, checked on every request.
@Suite struct CallerTests {
    private func expectRefusal(
        _ code: FailureCode, _ site: TestSite, _ caller: MachineCaller,
        _ location: SourceLocation = #_sourceLocation
    ) async throws {
        var device = site.device
        let request = try device.request(device.beginRefill(.rupees(100)))
        await #expect(throws: DutyFailure(code, ""), sourceLocation: location) {
            try await site.backEnd.funds.refill(request, from: caller)
        }
        #expect(try await site.balance("customer-funds") == .rupees(1_00_000), sourceLocation: location)
    }

    @Test func `a request needs a token, of this service, not expired, not changed`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let good = try await site.caller(.funds)
        try await expectRefusal(.tokenMissing, site, MachineCaller(identity: site.identity, token: nil))
        try await expectRefusal(.tokenBad, site, try await site.caller(.transactions))
        let token = try #require(good.token)
        let stretched = AccessToken(
            machine: token.machine, psdKey: token.psdKey, audience: token.audience, issuedAt: token.issuedAt,
            expiresAt: token.expiresAt.advanced(bySeconds: 1), certificateHash: token.certificateHash,
            signature: token.signature)
        try await expectRefusal(.tokenBad, site, MachineCaller(identity: site.identity, token: stretched))
        site.clock.advance(bySeconds: TokenChecker.lifetimeSeconds - 1)
        _ = try await site.backEnd.funds.audit(
            {
                var device = site.device; return try device.audit()
            }(), from: good)
        // That a token was good before helps nothing that differs from it in a single field.
        try await expectRefusal(.tokenBad, site, MachineCaller(identity: site.identity, token: stretched))
        site.clock.advance(bySeconds: 1)
        try await expectRefusal(.tokenExpired, site, good)
    }

    @Test func `a stolen token is worth nothing with another certificate`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let token = try await site.caller(.funds).token
        let other = try await site.backEnd.enrolment.enrolMachine(
            try MachineSerial("M-2"), customer: site.customer, publicKeyPEM: site.machineKey.publicKey.pemRepresentation
        )
        let thief = MachineIdentity(machine: try MachineSerial("M-2"), certificateHash: other.hash)
        try await expectRefusal(.tokenBad, site, MachineCaller(identity: thief, token: token))
        await #expect(throws: DutyFailure(.psdNotOfMachine, "")) {
            try await site.backEnd.distributor.directory(for: site.device.psdKey, from: thief)
        }
    }

    @Test func `a withdrawn certificate stops working although its token is still young`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let caller = try await site.caller(.funds)
        try await site.backEnd.enrolment.revokeCertificate(site.certificate.hash, because: "Lost")
        try await expectRefusal(.certificateRevoked, site, caller)
        await #expect(throws: DutyFailure(.certificateRevoked, "")) {
            try await site.backEnd.distributor.directory(for: site.device.psdKey, from: site.identity)
        }
    }

    @Test func `an unknown device is refused`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        await #expect(throws: DutyFailure(.psdUnknown, "")) {
            try await site.backEnd.distributor.directory(
                for: PSDKeyID(serial: PSDSerial(7), life: 1), from: site.identity)
        }
    }

    @Test func `the directory is signed, and its version grows only with news`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let distributor = site.backEnd.distributor
        let first = try await distributor.directory(for: site.device.psdKey, from: site.identity).directory
        #expect(
            Ed25519Verifier().isValid(first.signature, over: first.signedForm, by: site.backEnd.distributorKey))
        try await distributor.publish(first.services)
        #expect(
            try await distributor.directory(for: site.device.psdKey, from: site.identity).directory.version
                == first.version)
        try await distributor.publish(Array(first.services.dropLast()))
        #expect(
            try await distributor.directory(for: site.device.psdKey, from: site.identity).directory.version
                == first.version + 1)
    }
}
