import Crypto
import DutyModel
import Exchanges
import Signing
import Testing

@testable import BackEnd

/// What a device attests of its machine is kept, the newest of each kind, and shown to operators.
@Suite struct AttestationTests {
    private func attested(_ site: TestSite, at time: Timestamp, by signer: (any FormSigner)? = nil) throws
        -> Attestation
    {
        let key = P256.Signing.PrivateKey().publicKey.x963Representation
        let wish = Attestation.renewal(
            CertificateRenewal(certificate: site.certificate.hash, publicKey: Array(key)))
        let signer = signer ?? site.device.signer
        return try wish.attested(by: site.device.psdKey, at: time) { (form) throws(DutyFailure) in try signer.sign(form)
        }
    }

    private func shown(_ site: TestSite) async throws -> [HeardAttestation] {
        guard case .devices(let lines) = try await site.backEnd.operators.answer(.devices(nil)) else { return [] }
        return lines.flatMap(\.attestations)
    }

    @Test func `the newest is shown, and one that was recorded before takes its place no more`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        #expect(try await shown(site).isEmpty)
        site.clock.advance(byDays: 700)
        let now = site.clock.now()
        let first = try attested(site, at: now)
        let second = try attested(site, at: now.advanced(bySeconds: 60))
        for word in [first, second, first] {
            guard case .certificate = try await site.backEnd.enrolment.hear(word, from: site.identity) else {
                Issue.record("another reply")
                return
            }
        }
        #expect(try await shown(site) == [HeardAttestation(attestation: second, heardAt: now)])
    }

    @Test func `what another key signed is refused and not kept`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        site.clock.advance(byDays: 700)
        let forged = try attested(site, at: site.clock.now(), by: Ed25519Signer())
        await #expect(throws: DutyFailure(.signatureBad, "")) {
            try await site.backEnd.enrolment.hear(forged, from: site.identity)
        }
        #expect(try await shown(site).isEmpty)
    }
}
