import Crypto
import DutyModel
import Exchanges
import Foundation
import Messages
import Signing
import Testing

@testable import BackEnd

/// A machine's certificate is renewed over its own connection, by the word of the device in it.
@Suite struct RenewalTests {
    private typealias Key = P256.Signing.PrivateKey

    private func renewal(
        _ site: TestSite, _ key: Key, of certificate: ContentHash? = nil, by signer: Ed25519Signer? = nil
    ) throws -> CertificateRenewal {
        func make(_ signature: SignatureBytes) -> CertificateRenewal {
            CertificateRenewal(
                psdKey: site.device.psdKey, certificate: certificate ?? site.certificate.hash,
                publicKey: Array(key.publicKey.x963Representation), time: site.device.time, signature: signature)
        }
        return make(try (signer ?? site.device.signer).sign(make(.unsigned).signedForm))
    }

    private func identity(_ site: TestSite, _ certificate: MachineCertificate) -> MachineIdentity {
        MachineIdentity(machine: site.machine, certificateHash: ContentHash(sha256: certificate.certificate))
    }

    private func code(_ call: () async throws -> Void) async -> FailureCode? {
        do {
            try await call()
            return nil
        } catch {
            return (error as? DutyFailure)?.code
        }
    }

    @Test func `the old certificate is good until the new one was used`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let key = Key()
        let enrolment = site.backEnd.enrolment
        site.clock.advance(byDays: 700)
        let first = try await enrolment.renew(try renewal(site, key), from: site.identity)
        #expect(first.expiresAt == site.clock.now().advanced(byDays: 730))
        // The answer was lost: the same key gets the same certificate.
        #expect(try await enrolment.renew(try renewal(site, key), from: site.identity) == first)
        let distributor = site.backEnd.distributor
        _ = try await distributor.directory(for: site.device.psdKey, from: site.identity)
        let renewed = identity(site, first)
        #expect(try site.backEnd.authority.identify(der: first.certificate) == renewed)
        _ = try await distributor.directory(for: site.device.psdKey, from: renewed)
        let refused = await code { _ = try await distributor.directory(for: site.device.psdKey, from: site.identity) }
        #expect(refused == .certificateRevoked)
        // And once more, from the renewed one.
        site.clock.advance(byDays: 700)
        let second = try await enrolment.renew(try renewal(site, Key(), of: renewed.certificateHash), from: renewed)
        _ = try await distributor.directory(for: site.device.psdKey, from: identity(site, second))
    }

    @Test func `the device's own certificate is renewed with the machine's, before it ends`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let enrolment = site.backEnd.enrolment
        func held() async throws -> [UInt8]? { try await enrolment.configuration(of: site.device.psdKey)?.certificate }
        let first = try #require(try await held())
        var (identity, renewals) = (site.identity, [[UInt8]?]())
        // Once in two years, as long as a device lives and longer.
        for _ in 1...6 {
            site.clock.advance(byDays: 700)
            let wish = try renewal(site, Key(), of: identity.certificateHash)
            let unread = try await enrolment.renew(wish, from: identity)
            #expect(unread.deviceCertificate == nil, "a machine of before is told nothing of it")
            let forms = [NewerForm.deviceCertificate]
            let given = try await enrolment.renew(wish, from: identity, reading: forms)
            #expect(try await enrolment.renew(wish, from: identity, reading: forms) == given)
            #expect(try await held() == given.deviceCertificate)
            let end = try #require(given.deviceCertificate.flatMap { CertificateText.end(ofDER: $0) })
            #expect(end > given.expiresAt)
            renewals.append(given.deviceCertificate)
            identity = self.identity(site, given)
            _ = try await site.backEnd.distributor.directory(for: site.device.psdKey, from: identity)
        }
        #expect(renewals.first == first && Set(renewals).count == 2)
        #expect(try await site.check().findingCount == 0)
    }

    @Test func `another key takes the place of one that was never used`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let enrolment = site.backEnd.enrolment
        let early = await code { _ = try await enrolment.renew(try renewal(site, Key()), from: site.identity) }
        #expect(early == .certificateNotDue)
        site.clock.advance(byDays: 600)
        let given = try await enrolment.renew(try renewal(site, Key()), from: site.identity)
        for _ in 0..<5 { _ = try await enrolment.renew(try renewal(site, Key()), from: site.identity) }
        let refused = await code {
            _ = try await site.backEnd.distributor.directory(for: site.device.psdKey, from: identity(site, given))
        }
        #expect(refused == .certificateRevoked)
        let live = try await site.count("SELECT COUNT(*) AS n FROM machine_certificates WHERE revoked_at IS NULL")
        #expect(live == 2)
    }

    @Test func `nobody gets a certificate without the device's word and the present certificate`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let other = try await OtherMachine(at: site)
        let enrolment = site.backEnd.enrolment
        site.clock.advance(byDays: 700)
        func refusal(_ renewal: CertificateRenewal, _ identity: MachineIdentity) async -> FailureCode? {
            await code { _ = try await enrolment.renew(renewal, from: identity) }
        }
        let good = try renewal(site, Key())
        #expect(await refusal(try renewal(site, Key(), by: Ed25519Signer()), site.identity) == .signatureBad)
        #expect(await refusal(good, other.caller.identity) == .certificateForeign)
        let theirs = try renewal(site, Key(), of: other.caller.identity.certificateHash)
        #expect(await refusal(theirs, other.caller.identity) == .psdNotOfMachine)
        let moved = CertificateRenewal(
            psdKey: good.psdKey, certificate: good.certificate,
            publicKey: Array(Key().publicKey.x963Representation), time: good.time, signature: good.signature)
        #expect(await refusal(moved, site.identity) == .signatureBad)
        let noPoint = CertificateRenewal(
            psdKey: good.psdKey, certificate: good.certificate, publicKey: Array(repeating: 4, count: 65),
            time: good.time, signature: good.signature)
        #expect(await refusal(noPoint, site.identity) == .valueMalformed)
        _ = try await site.backEnd.operators.answer(.retire(site.device.psdKey))
        #expect(await refusal(good, site.identity) == .psdRetired)
    }

    @Test func `a certificate that restored books don't know is renewed by a machine that is readmitted`() async throws
    {
        let site = try await TestSite()
        defer { site.remove() }
        let hash = site.certificate.hash
        try await site.backEnd.database.write { (transaction) throws(DutyFailure) -> Void in
            try transaction.execute("DELETE FROM machine_certificates WHERE certificate_hash = \(hash)")
        }
        let wish = try renewal(site, Key())
        let enrolment = site.backEnd.enrolment
        #expect(await code { _ = try await enrolment.renew(wish, from: site.identity) } == .certificateRevoked)
        _ = try await site.backEnd.operators.answer(.readmit(site.machine))
        let renewed = try await enrolment.renew(wish, from: site.identity)
        _ = try await site.backEnd.distributor.directory(for: site.device.psdKey, from: identity(site, renewed))
    }

    @Test func `a machine that is readmitted licenses its device under a certificate that the books don't know`()
        async throws
    {
        let site = try await TestSite()
        defer { site.remove() }
        var next = PaperDevice(serial: 77)
        try await site.permit(next)
        let hash = site.certificate.hash
        try await site.backEnd.database.write { (transaction) throws(DutyFailure) -> Void in
            try transaction.execute("DELETE FROM machine_certificates WHERE certificate_hash = \(hash)")
        }
        let request = try next.configuration()
        let enrolment = site.backEnd.enrolment
        #expect(await code { _ = try await enrolment.configure(request, from: site.identity) } == .certificateRevoked)
        _ = try await site.backEnd.operators.answer(.readmit(site.machine))
        #expect(try await enrolment.configure(request, from: site.identity).authorisation.psdKey == next.psdKey)
    }

    @Test func `an expired machine renews once an operator has let it, and can do nothing else before`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let key = Key()
        let wish = try renewal(site, key)
        func message(_ body: MessageBody) -> [UInt8] {
            MessageCodec().encode(
                MessageEnvelope(
                    id: OperationID(unchecked: Array(repeating: 1, count: 16)), machine: site.machine, body: body))
        }
        func answer(_ bytes: [UInt8], _ client: TLSClient) async throws -> MessageBody {
            try MessageCodec().decode(try await client.exchange(bytes, path: "/distributor").body).body
        }
        func refusal(_ bytes: [UInt8], _ client: TLSClient) async throws -> FailureCode? {
            guard case .refusal(let refusal) = try await answer(bytes, client) else { return nil }
            return refusal.code
        }
        try await site.serving { ports in
            var client = try site.client
            client.port = try #require(ports.services[.distributor])
            site.clock.advance(byDays: 800)
            let asking = message(.question(.attestation(.renewal(wish))))
            #expect(try await refusal(asking, client) == .certificateExpired)
            let unknown = await code { _ = try await site.backEnd.operators.answer(.readmit(try MachineSerial("M-9"))) }
            #expect(unknown == .machineUnknown)
            _ = try await site.backEnd.operators.answer(.readmit(site.machine))
            let directory = message(.directoryRequest(DirectoryRequest(psdKey: site.device.psdKey)))
            #expect(try await refusal(directory, client) == .certificateExpired)
            site.clock.advance(bySeconds: 86_400)
            #expect(try await refusal(asking, client) == .certificateExpired, "a day is over")
            _ = try await site.backEnd.operators.answer(.readmit(site.machine))
            guard case .reply(.certificate(let renewed)) = try await answer(asking, client) else {
                Issue.record("there is no certificate")
                return
            }
            let base64 = Data(renewed.certificate).base64EncodedString()
            let pem = "-----BEGIN CERTIFICATE-----\n\(base64)\n-----END CERTIFICATE-----\n"
            var again = client
            again.credential = (pem, key.pemRepresentation)
            guard case .directoryAnswer = try await answer(directory, again) else {
                Issue.record("the new certificate opens nothing")
                return
            }
            #expect(try await refusal(asking, client) == .certificateExpired, "it was for one renewal")
        }
    }
}
