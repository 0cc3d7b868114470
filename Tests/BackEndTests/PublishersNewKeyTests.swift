import DutyModel
import Foundation
import PublishedKeys
import Signing
import Testing

@testable import BackEnd

/// Another key in the place of the publisher's, in the back end whose lists it signs.
@Suite struct PublishersNewKeyTests {
    private func publish(_ site: TestSite) async throws -> KeyList {
        let folder = PublishedFolder(site.folder + "/public")
        try await KeyListPublication(
            site.backEnd, into: folder, demonstration: true, verifyPrefix: try VerifyPrefix("HTTP://127.0.0.1:8700/V/"),
            clock: site.clock
        ).publish()
        return try folder.source.load().list
    }

    private func succeed(_ site: inout TestSite) async throws {
        let folder = "\(site.folder)/backend"
        _ = try BackEndInstallation.succeedKey(for: .publisher, inFolder: folder, rootIn: [], clock: site.clock)
        site.backEnd = try await BackEndInstallation.open(folder: folder, clock: site.clock)
    }

    @Test func `the list goes on under the new key, says no less than before, and shows who vouches for it`()
        async throws
    {
        var site = try await TestSite()
        defer { site.remove() }
        let folder = PublishedFolder(site.folder + "/public")
        let old = try await publish(site)
        #expect(old.certification?.handovers.map(\.publisher) == [old.publisher])
        // A key that these books know nothing of, as restored ones may.
        let unknown = try KeyListEntry(
            psdKey: PSDKeyID("P00000077-1"), publicKey: Ed25519Signer().publicKey, machine: MachineSerial("M-7"),
            licence: LicenceNumber("LIC-7"), state: StateCode("MH"), validFrom: Timestamp(1_790_000_000))
        let more = KeyListContents(
            demonstration: true, verifyPrefixes: old.verifyPrefixes, entries: old.entries + [unknown], marks: [],
            remarks: [])
        try folder.write(
            more.signed(
                version: old.version, issuedAt: old.issuedAt, validUntil: old.validUntil,
                certification: old.certification, by: site.backEnd.publisher))

        try await succeed(&site)
        let new = try await publish(site)
        #expect(new.publisher == site.backEnd.publisher.publicKey && new.publisher != old.publisher)
        #expect(new.version > old.version && new.entry(for: unknown.psdKey) == unknown)
        #expect(new.certification?.handovers.map(\.publisher) == [old.publisher, new.publisher])
        let (before, after) = (try #require(old.certification), try #require(new.certification))
        #expect(after.certificate.number > before.certificate.number && after.root == before.root)
        // Readers of before follow, and the old key's lists are refused in the folder and by them.
        let reader = try PublisherTrust(publisher: old.publisher).accepting(new)
        #expect(throws: DutyFailure(.keyListRolledBack, "")) { try reader.accepting(old) }
        #expect(throws: DutyFailure(.keyListBad, "")) { try folder.write([old]) }
        #expect(try await publish(site) == new)
    }

    @Test func `a lost key is made up for; without the root nothing is made, and what was there stays`() async throws {
        var site = try await TestSite()
        defer { site.remove() }
        let (old, folder) = (try await publish(site), "\(site.folder)/backend")
        let (keyFile, root) = ("\(folder)/keys/publisher.key", "\(folder)/service-root")
        let held = try Data(contentsOf: URL(filePath: keyFile))
        try FileManager.default.moveItem(atPath: root, toPath: "\(site.folder)/away")
        #expect(throws: DutyFailure(.keyMissing, "")) {
            try BackEndInstallation.succeedKey(for: .publisher, inFolder: folder, rootIn: [], clock: site.clock)
        }
        #expect(try Data(contentsOf: URL(filePath: keyFile)) == held)
        try FileManager.default.removeItem(atPath: keyFile)
        _ = try BackEndInstallation.succeedKey(
            for: .publisher, inFolder: folder, rootIn: ["\(site.folder)/away"], clock: site.clock)
        site.backEnd = try await BackEndInstallation.open(folder: folder, clock: site.clock)
        let new = try await publish(site)
        #expect(new.publisher != old.publisher)
        #expect(try PublisherTrust(publisher: old.publisher).accepting(new).root == new.certification?.root)
    }
}
