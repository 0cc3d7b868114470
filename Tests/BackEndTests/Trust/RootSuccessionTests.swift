import DutyModel
import Exchanges
import Foundation
import LocalSystem
import Signing
import Testing

@testable import BackEnd

/// A root is followed by another, which two keys of the one before sign for.
@Suite struct RootSuccessionTests {
    private let folder: String
    private let clock = TestClock()

    init() throws { folder = try TestSite.makeFolder() + "/backend" }

    private func open(_ presence: BackEndPresence = .mayBeNew) async throws -> BackEndInstallation {
        try await BackEndInstallation.open(folder: folder, presence: presence, clock: clock)
    }

    private func succeed(by place: String, rootIn folders: [String] = []) throws -> CertifiedServiceKeys {
        try BackEndInstallation.succeedRoot(by: place, inFolder: folder, rootIn: folders, clock: clock)
    }

    @Test func `the next root certifies every service key, and who knows the one before is led to it`() async throws {
        let first = try await open()
        let second = try succeed(by: "\(folder)-second")
        #expect(second.root.generation == 2 && second.revision > first.certifiedKeys.revision)
        #expect(Set(second.root.keys).isDisjoint(with: first.certifiedKeys.root.keys))
        // The record beside the back end may still name the first root.
        let opened = try await open(.made(first.identity))
        #expect(opened.certifiedKeys == second && opened.fundsKey == first.fundsKey)
        #expect(opened.identity == first.identity.followed(by: second))
        #expect(throws: DutyFailure(.keyMissing, "")) { try succeed(by: "\(folder)-third") }
        let third = try succeed(by: "\(folder)-third", rootIn: ["\(folder)-second"])
        let verifier = Ed25519Verifier()
        #expect(try verifier.newest(from: first.certifiedKeys.root, by: third.successions) == third.root)
        for certificate in third.certificates { try verifier.require(certificate, by: third.root) }
        #expect(third.certificates.map(\.key) == first.certifiedKeys.certificates.map(\.key))
        for known in [first.identity, opened.identity] {
            #expect(try await open(.made(known)).certifiedKeys == third)
        }
        // A service's key is succeeded under the newest root, whose keys lie elsewhere.
        let next = try BackEndInstallation.succeedKey(
            for: .funds, inFolder: folder, rootIn: ["\(folder)-third"], clock: clock)
        #expect(next.certificate(for: .funds)?.rootGeneration == 3)
        #expect(try await open(.made(first.identity)).certifiedKeys == next)
    }

    @Test func `who is two generations behind and is shown only the last one is told what to do`() async throws {
        let first = try await open().certifiedKeys.root
        _ = try succeed(by: "\(folder)-second")
        let third = try succeed(by: "\(folder)-third", rootIn: ["\(folder)-second"])
        do throws(DutyFailure) {
            _ = try Ed25519Verifier().newest(from: first, by: third.successions.suffix(1))
            Issue.record("a root was left out")
        } catch {
            #expect(error.code == .signatureBad && error.remedy.contains("every root"), "\(error)")
        }
    }

    @Test func `keys of the present root can't be those of the next`() async throws {
        let keys = try await open().certifiedKeys
        #expect(throws: DutyFailure(.valueMalformed, "")) { try succeed(by: "\(folder)/service-root") }
        #expect(try await open().certifiedKeys == keys)
    }

    @Test func `a succession that is cut short leaves the present root, and the next try takes up its keys`()
        async throws
    {
        let first = try await open()
        let file = "\(folder)/keys/service-keys.json"
        let old = try PrivateFile.read(file, limitBytes: 1 << 16)
        let next = try succeed(by: "\(folder)-next")
        // As it was before the file of certificates named the next root, with one of its keys still to be made.
        try PrivateFile.write(old, to: file)
        try FileManager.default.removeItem(atPath: "\(folder)-next/root-3.key")
        #expect(try await open(.made(first.identity)).certifiedKeys == first.certifiedKeys)
        let again = try succeed(by: "\(folder)-next")
        #expect(Set(again.root.keys).intersection(next.root.keys).count == 2)
        #expect(try await open(.made(first.identity)).certifiedKeys == again)
    }

    @Test func `another back end's root is not taken for one that followed`() async throws {
        let first = try await open()
        let other = try TestSite.makeFolder() + "/backend"
        let foreign = try await BackEndInstallation.open(folder: other, clock: clock)
        _ = try succeed(by: "\(folder)-next")
        #expect(try EarlierKeyFile.made(inFolder: folder).read().roots == [first.certifiedKeys.root])
        try CertifiedKeyFile.made(inFolder: folder).write(foreign.certifiedKeys)
        await #expect(throws: DutyFailure(.dataForeign, "")) { _ = try await open(.made(first.identity)) }
    }
}
