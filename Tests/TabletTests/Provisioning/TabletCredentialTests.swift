import BackEnd
import Crypto
import DutyModel
import Exchanges
import Foundation
import Signing
import SiteNetwork
import Synchronization
import Testing

@testable import Tablet

/// The machine's certificate in the tablet's folder, renewed while the machine runs.
@Suite struct TabletCredentialTests {
    private let path = FileManager.default.temporaryDirectory.path + "/credential-\(UUID().uuidString)"
    private let clock = TestClock()
    private let shown = ShownCertificates()

    private func remove() { try? FileManager.default.removeItem(atPath: path) }

    /// A tablet that was enrolled with a back end, both below the folder.
    private func enrolled() async throws -> (BackEndInstallation, TabletFolder, TabletEnrolment) {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let backEnd = try await BackEndInstallation.open(folder: path + "/backend", clock: clock)
        let folder = try TabletFolder(path: path + "/tablet")
        let certificate = try backEnd.authority.issueMachineCertificate(
            TestDirectory.machine, publicKeyPEM: try folder.tlsPublicKeyPEM())
        let enrolment = TabletEnrolment(
            machine: TestDirectory.machine, psdKey: TestDirectory.key, certificatePEM: certificate.pem,
            certificateExpiresAt: certificate.expiresAt, rootPEM: try backEnd.authority.rootPEM,
            distributorKey: backEnd.distributorKey)
        try folder.write(enrolment)
        return (backEnd, folder, enrolment)
    }

    private func credential(_ folder: TabletFolder, _ enrolment: TabletEnrolment) -> TabletCredential {
        TabletCredential(
            folder, enrolment,
            check: { (certificate, key) throws(DutyFailure) in
                try ClientCertificate(chainPEM: certificate, keyPEM: key).requireFit()
            }, show: { [shown] certificate, key in shown.add(certificate, key) })
    }

    private func certificate(
        for publicKey: [UInt8], from backEnd: BackEndInstallation
    ) throws -> MachineCertificate {
        let key = try P256.Signing.PublicKey(x963Representation: publicKey)
        let issued = try backEnd.authority.issueMachineCertificate(
            TestDirectory.machine, publicKeyPEM: key.pemRepresentation)
        return MachineCertificate(certificate: issued.der, expiresAt: issued.expiresAt)
    }

    @Test func `a certificate that was taken is shown, and the next opening finds it with its key`() async throws {
        defer { remove() }
        let (backEnd, folder, enrolment) = try await enrolled()
        let credential = credential(folder, enrolment)
        let next = try credential.nextPublicKey()
        #expect(try credential.nextPublicKey() == next)
        clock.advance(bySeconds: 86_400 * 700)
        let renewed = try certificate(for: next, from: backEnd)
        try credential.take(renewed)
        #expect(credential.expiresAt == renewed.expiresAt)
        #expect(credential.certificateHash == ContentHash(sha256: renewed.certificate))
        let held = try #require(try folder.enrolment())
        try ClientCertificate(chainPEM: held.certificatePEM, keyPEM: try folder.tlsKeyPEM()).requireFit()
        #expect(shown.all == [held.certificatePEM])
        #expect(try credential.nextPublicKey() != next, "the next one is for another key")
        // The device key that it speaks for later does not bring the old certificate back.
        try credential.adopt(PSDKeyID(serial: PSDSerial(43), life: 1))
        #expect(try folder.enrolment()?.certificatePEM == held.certificatePEM)
    }

    @Test func `one for another key changes nothing`() async throws {
        defer { remove() }
        let (backEnd, folder, enrolment) = try await enrolled()
        let credential = credential(folder, enrolment)
        _ = try credential.nextPublicKey()
        let foreign = Array(P256.Signing.PrivateKey().publicKey.x963Representation)
        for bad in [
            try certificate(for: foreign, from: backEnd),
            MachineCertificate(certificate: [0x30, 0x00], expiresAt: clock.now()),
        ] {
            #expect(await failure { try credential.take(bad) }?.code == .dataMalformed)
        }
        #expect(try folder.enrolment() == enrolment && shown.all.isEmpty)
    }

    @Test func `a renewal cut short between certificate and key is brought to its end at the next start`() async throws
    {
        defer { remove() }
        let (backEnd, folder, enrolment) = try await enrolled()
        let credential = credential(folder, enrolment)
        let next = try credential.nextPublicKey()
        let key = try #require(FileManager.default.contents(atPath: folder.path + "/machine-key-next.pem"))
        try credential.take(try certificate(for: next, from: backEnd))
        // As if the power had gone after the certificate was written.
        let old = P256.Signing.PrivateKey().pemRepresentation
        for (name, content) in [("machine-key.pem", Data(old.utf8)), ("machine-key-next.pem", key)] {
            try content.write(to: URL(fileURLWithPath: folder.path + "/" + name))
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o600], ofItemAtPath: folder.path + "/" + name)
        }
        let held = try #require(try folder.enrolment())
        try folder.settleKey(of: held)
        try ClientCertificate(chainPEM: held.certificatePEM, keyPEM: try folder.tlsKeyPEM()).requireFit()
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/machine-key-next.pem"))
        try folder.settleKey(of: held)
    }
}

/// What was shown, in order.
private final class ShownCertificates: Sendable {
    private let certificates = Mutex<[String]>([])
    var all: [String] { certificates.withLock { $0 } }
    func add(_ certificate: String, _ key: String) { certificates.withLock { $0.append(certificate) } }
}
