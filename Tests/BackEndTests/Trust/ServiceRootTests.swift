import BackEnd
import DutyModel
import Exchanges
import Foundation
import Signing
import Testing

/// The service root of a back end: made once, never in place of one that was there, and away from the services.
@Suite struct ServiceRootTests {
    private let folder: String
    private let clock = TestClock()

    init() throws { folder = try TestSite.makeFolder() + "/backend" }

    private func open(_ presence: BackEndPresence = .mayBeNew) async throws -> BackEndInstallation {
        try await BackEndInstallation.open(folder: folder, presence: presence, clock: clock)
    }

    private func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: "\(folder)/\(name)") }

    @Test func `each opening shows the same root and certificates`() async throws {
        let first = try await open()
        let keys = first.certifiedKeys
        #expect(keys.certificates.map(\.purpose) == ServiceKeyPurpose.allCases)
        #expect(keys.certificate(for: .funds)?.key == first.fundsKey)
        #expect(first.identity.serviceRoot == keys.root.fingerprint)
        for certificate in keys.certificates { try Ed25519Verifier().require(certificate, by: keys.root) }
        #expect(try await open(.made(first.identity)).certifiedKeys == keys)
        let read = try #require(CertifiedServiceKeys(json: keys.json))
        #expect(read == keys)
    }

    @Test func `a back end of a version without roots is given one, and one that was lost is told`() async throws {
        let first = try await open()
        try remove("keys/service-keys.json")
        await #expect(throws: DutyFailure(.dataMissing, "")) { _ = try await open(.made(first.identity)) }
        // The books know of it as well, where no record does.
        await #expect(throws: DutyFailure(.dataMissing, "")) { _ = try await open() }
        try remove("service-root")
        try await first.database.write { (transaction) throws(DutyFailure) -> Void in
            try transaction.execute("DELETE FROM service_root")
        }
        // As a version wrote it down that knew no roots.
        let written = try JSONEncoder().encode(first.identity)
        var fields = try #require(try JSONSerialization.jsonObject(with: written) as? [String: Any])
        #expect(fields.removeValue(forKey: "serviceRoot") != nil)
        let old = try JSONDecoder().decode(
            BackEndIdentity.self, from: try JSONSerialization.data(withJSONObject: fields))
        let upgraded = try await open(.made(old))
        #expect(upgraded.certifiedKeys.root != first.certifiedKeys.root)
        await #expect(throws: DutyFailure(.dataForeign, "")) { _ = try await open(.made(first.identity)) }
    }

    @Test func `a making that a crash cut short is brought to its end`() async throws {
        let first = try await open()
        try remove("keys/service-keys.json")
        try remove("service-root/root-3.key")
        try await first.database.write { (transaction) throws(DutyFailure) -> Void in
            try transaction.execute("DELETE FROM service_root")
        }
        let again = try await open()
        let (before, after) = (Set(first.certifiedKeys.root.keys), Set(again.certifiedKeys.root.keys))
        #expect(before.intersection(after).count == 2)
    }

    @Test func `a file that the root did not sign is refused`() async throws {
        let keys = try await open().certifiedKeys
        let forged = CertifiedServiceKeys(
            root: keys.root,
            certificates: keys.certificates.map {
                ServiceKeyCertificate(
                    purpose: $0.purpose, key: $0.key, number: $0.number + 1, validFrom: $0.validFrom,
                    validUntil: $0.validUntil, rootGeneration: $0.rootGeneration, signatures: $0.signatures)
            })
        let file = URL(fileURLWithPath: "\(folder)/keys/service-keys.json")
        for bytes in [Data(forged.json), Data("{}".utf8), Data()] {
            try bytes.write(to: file)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
            await #expect(throws: DutyFailure(.dataMalformed, "")) { _ = try await open() }
        }
    }

    @Test func `with the private halves elsewhere it serves on, and two of them renew the certificates`() async throws {
        let keys = try await open().certifiedKeys
        let places = ["first", "second", "third"].map { "\(folder)-\($0)" }
        for (number, place) in zip(1..., places) {
            try FileManager.default.createDirectory(
                atPath: place, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            try FileManager.default.moveItem(
                atPath: "\(folder)/service-root/root-\(number).key", toPath: "\(place)/root-\(number).key")
        }
        #expect(try BackEndInstallation.rootReport(inFolder: folder).privateHalvesHere == 0)
        clock.advance(bySeconds: 1_700 * 86_400)
        #expect(try await open().certifiedKeys == keys)
        func renew(_ folders: [String]) throws -> CertifiedServiceKeys {
            try BackEndInstallation.renewCertificates(inFolder: folder, rootIn: folders, clock: clock)
        }
        #expect(throws: DutyFailure(.keyMissing, "")) { try renew([places[0], places[0]]) }
        let renewed = try renew([places[2], places[0]])
        #expect(renewed.root == keys.root && renewed.revision > keys.revision)
        #expect(try await open().certifiedKeys == renewed)
    }

    @Test func `certificates are renewed at a start while the root is at hand`() async throws {
        let keys = try await open().certifiedKeys
        clock.advance(bySeconds: 1_500 * 86_400)
        let renewed = try await open().certifiedKeys
        #expect(renewed.revision > keys.revision && renewed.root == keys.root)
    }
}
