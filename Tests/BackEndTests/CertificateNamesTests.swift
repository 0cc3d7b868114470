import BackEnd
import Crypto
import DutyModel
import Foundation
import SwiftASN1
import Testing
import X509

/// Purposes and names in the certificates of machines and devices, and who is known by them.
@Suite struct CertificateNamesTests {
    /// A certificate for the site's machine key as the site's authority would sign it, of this content.
    private func certificate(
        _ site: TestSite, usages: [ExtendedKeyUsage.Usage] = [.clientAuth], names: [GeneralName]
    ) throws -> [UInt8] {
        let keyPath = "\(site.folder)/backend/authority/root-key.pem"
        let root = try Certificate(pemEncoded: try site.backEnd.authority.rootPEM)
        let now = Date(timeIntervalSince1970: TimeInterval(site.clock.now().seconds))
        let certificate = try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(),
            publicKey: Certificate.PublicKey(site.machineKey.publicKey), notValidBefore: now,
            notValidAfter: now.addingTimeInterval(86_400), issuer: root.subject,
            subject: try DistinguishedName { CommonName("M-1") }, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                try ExtendedKeyUsage(usages)
                if !names.isEmpty { SubjectAlternativeNames(names) }
            },
            issuerPrivateKey: Certificate.PrivateKey(
                try P256.Signing.PrivateKey(pemRepresentation: String(contentsOfFile: keyPath, encoding: .utf8))))
        var serializer = DER.Serializer()
        try serializer.serialize(certificate)
        return serializer.serializedBytes
    }

    @Test func `certificates say what they are for and of whom they speak`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let machine = try Certificate(derEncoded: site.certificate.der)
        #expect(try machine.extensions.extendedKeyUsage == ExtendedKeyUsage([.clientAuth]))
        #expect(
            try Array(#require(try machine.extensions.subjectAlternativeNames))
                == [.uniformResourceIdentifier("urn:dutymark:machine:M-1")])
        let issued = try site.backEnd.authority.issuePSDCertificate(
            site.device.psdKey, publicKey: site.device.signer.publicKey)
        let device = try Certificate(derEncoded: issued.der)
        let documentSigning = ExtendedKeyUsage.Usage(oid: [1, 3, 6, 1, 5, 5, 7, 3, 36])
        #expect(try device.extensions.extendedKeyUsage == ExtendedKeyUsage([documentSigning]))
        #expect(
            try Array(#require(try device.extensions.subjectAlternativeNames))
                == [.uniformResourceIdentifier("urn:dutymark:psd:\(site.device.psdKey)")])
    }

    @Test func `a certificate for another purpose, or with a name that is not the machine's, is foreign`()
        async throws
    {
        let site = try await TestSite()
        defer { site.remove() }
        let own = GeneralName.uniformResourceIdentifier("urn:dutymark:machine:M-1")
        let authority = site.backEnd.authority
        #expect(try authority.identify(der: certificate(site, names: [own])).machine == site.machine)
        for (usages, names) in [
            ([.serverAuth], [own]), ([.clientAuth], [.uniformResourceIdentifier("urn:dutymark:machine:M-2")]),
            ([.clientAuth], [.uniformResourceIdentifier("urn:dutymark:psd:\(site.device.psdKey)")]),
            ([.clientAuth], [own, .dnsName("funds.example")]), ([.clientAuth], [.dnsName("M-1")]),
        ] as [([ExtendedKeyUsage.Usage], [GeneralName])] {
            let der = try certificate(site, usages: usages, names: names)
            #expect(throws: DutyFailure(.certificateForeign, ""), "\(names)") { try authority.identify(der: der) }
        }
    }

    @Test func `a certificate of before names counts while the books hold it as issued`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let der = try certificate(site, names: [])
        let identity = try site.backEnd.authority.identify(der: der)
        await #expect(throws: DutyFailure(.certificateRevoked, "")) {
            try await site.backEnd.distributor.directory(for: site.device.psdKey, from: identity)
        }
        // As a folder of before holds it.
        try await site.backEnd.database.write { (transaction) throws(DutyFailure) -> Void in
            try transaction.execute(
                """
                UPDATE machine_certificates SET certificate_hash = \(identity.certificateHash)
                WHERE machine = \(site.machine)
                """)
        }
        _ = try await site.backEnd.distributor.directory(for: site.device.psdKey, from: identity)
    }
}
