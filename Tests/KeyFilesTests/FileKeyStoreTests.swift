import DutyModel
import Exchanges
import KeyFiles
import Foundation
import Signing
import Testing

@Suite struct FileKeyStoreTests {
    private func withStore(_ body: (FileKeyStore, String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.path + "/dutymark-keys-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(FileKeyStore(folder: folder), folder)
    }

    private func mode(of path: String) throws -> Int {
        try #require(FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    @Test func keyIsKeptForItsOwnerOnly() throws {
        try withStore { store, folder in
            let made = try store.makeKey(KeyName("psd"))
            let found = try store.key(KeyName("psd"))
            #expect(found.publicKey == made.publicKey)
            let form = CanonicalForm(context: .impression)
            #expect(try found.sign(form) == made.sign(form))
            #expect(try mode(of: folder + "/psd.key") == 0o600)
            #expect(try mode(of: folder) == 0o700)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["psd.key"])
        }
    }

    @Test func keyIsNeverReplaced() throws {
        try withStore { store, _ in
            let made = try store.makeKey(KeyName("funds"))
            #expect(failureCode { _ = try store.makeKey(KeyName("funds")) } == .fileUnwritable)
            #expect(try store.key(KeyName("funds")).publicKey == made.publicKey)
        }
    }

    @Test func halfMadeKeyOfACrashIsPassedOver() throws {
        try withStore { store, folder in
            _ = try store.makeKey(KeyName("first"))
            try Data("12".utf8).write(to: URL(fileURLWithPath: folder + "/second.key.new"))
            #expect(failureCode { _ = try store.key(KeyName("second")) } == .keyMissing)
            let made = try store.makeKey(KeyName("second"))
            #expect(try store.key(KeyName("second")).publicKey == made.publicKey)
        }
    }

    @Test func destroyedKeyIsGoneUnderEveryName() throws {
        try withStore { store, folder in
            _ = try store.makeKey(KeyName("psd"))
            // What a crash between the two names of a new key leaves, and a copy of it that is still open elsewhere.
            try FileManager.default.linkItem(atPath: folder + "/psd.key", toPath: folder + "/psd.key.new")
            let open = try FileHandle(forReadingFrom: URL(fileURLWithPath: folder + "/psd.key"))
            try store.destroyKey(KeyName("psd"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
            #expect(try open.readToEnd() == Data(count: 65), "the bytes are written over before the name goes")
            #expect(failureCode { _ = try store.key(KeyName("psd")) } == .keyMissing)
            try store.destroyKey(KeyName("psd"))
        }
    }

    /// Killed between the zeros and the name's removal; found by killing a base that ended one life and began the next.
    @Test func `a destruction that was cut short leaves no key, and can be brought to its end`() throws {
        try withStore { store, folder in
            _ = try store.makeKey(KeyName("psd"))
            for bytes in [Data(count: 65), Data(count: 1), Data(count: 30) + Data(repeating: 0x61, count: 35)] {
                let file = try FileHandle(forWritingTo: URL(fileURLWithPath: folder + "/psd.key"))
                try file.truncate(atOffset: 0)
                try file.write(contentsOf: bytes)
                try file.close()
                #expect(failureCode { _ = try store.key(KeyName("psd")) } == .keyMissing)
            }
            try store.destroyKey(KeyName("psd"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
        }
    }

    @Test func destroyingTouchesNoOtherKey() throws {
        try withStore { store, folder in
            try store.destroyKey(KeyName("psd"))
            let kept = try store.makeKey(KeyName("other"))
            try FileManager.default.createSymbolicLink(
                atPath: folder + "/psd.key", withDestinationPath: folder + "/other.key")
            #expect(failureCode { try store.destroyKey(KeyName("psd")) } == .fileUnwritable)
            #expect(try store.key(KeyName("other")).publicKey == kept.publicKey)
        }
    }

    @Test(arguments: [0o640, 0o604, 0o660, 0o644, 0o620])
    func keyThatOthersMayReadIsRefused(mode: Int) throws {
        try withStore { store, folder in
            _ = try store.makeKey(KeyName("psd"))
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: folder + "/psd.key")
            #expect(failureCode { _ = try store.key(KeyName("psd")) } == .keyExposed)
        }
    }

    @Test func missingKeyIsNamed() throws {
        try withStore { store, _ in #expect(failureCode { _ = try store.key(KeyName("psd")) } == .keyMissing) }
    }

    @Test(arguments: ["", "\n", String(repeating: "0", count: 64), String(repeating: "g", count: 64) + "\n"])
    func fileThatHoldsNoKeyIsRefused(text: String) throws {
        try withStore { store, folder in
            _ = try store.makeKey(KeyName("psd"))
            let handle = try #require(FileHandle(forWritingAtPath: folder + "/psd.key"))
            try handle.truncate(atOffset: 0)
            try handle.write(contentsOf: Data(text.utf8))
            try handle.close()
            #expect(failureCode { _ = try store.key(KeyName("psd")) } == .dataMalformed)
        }
    }

    @Test func linkInPlaceOfAKeyIsNotFollowed() throws {
        try withStore { store, folder in
            _ = try store.makeKey(KeyName("real"))
            try FileManager.default.createSymbolicLink(
                atPath: folder + "/fake.key", withDestinationPath: folder + "/real.key")
            #expect(failureCode { _ = try store.key(KeyName("fake")) } == .fileUnreadable)
        }
    }

    @Test(arguments: ["", "../psd", "PSD", "a/b", "1a", "a.b", String(repeating: "a", count: 41)])
    func nameThatCouldLeaveTheFolderIsRefused(name: String) {
        #expect(failureCode { _ = try KeyName(name) } == .valueMalformed)
    }
}

private func failureCode(_ body: () throws -> Void) -> FailureCode? {
    do {
        try body()
        return nil
    } catch {
        return (error as? DutyFailure)?.code
    }
}
