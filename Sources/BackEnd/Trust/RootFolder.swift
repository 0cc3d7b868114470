import DutyModel
import Exchanges
import KeyFiles
import Foundation
import LocalSystem
import Signing

/// A folder with private halves of a service root: `root-1.key`, `root-2.key`, `root-3.key`, of mode 0600.
///
/// A new back end makes all three. Nothing reads them but the making of certificates, so each may be taken to another
/// place, without a network; two of the three together certify.
public struct RootFolder: Sendable {
    private let path: String
    private let store: FileKeyStore

    /// The root's keys in this folder.
    public init(_ path: String) {
        self.path = path
        store = FileKeyStore(folder: path)
    }

    /// The root of a back end's folder, as it was made there.
    static func made(inFolder folder: String) -> RootFolder { RootFolder("\(folder)/\(name)") }

    static let name = "service-root"

    /// Makes the three keys of a first root; those that an interrupted making left are taken up. Durable on return.
    func make() throws(DutyFailure) -> ServiceRoot {
        try ServiceRoot(generation: 1, keys: try makeKeys().map(\.publicKey))
    }

    /// Makes the three keys of the root that follows another, as `make` does.
    ///
    /// Throws `value_malformed` where a key of the root before lies here: the one that follows has none of them.
    func make(after root: ServiceRoot) throws(DutyFailure) -> (root: ServiceRoot, halves: [any FormSigner]) {
        guard try signers().allSatisfy({ !root.keys.contains($0.publicKey) }) else {
            throw DutyFailure(
                .valueMalformed, "\(path) holds keys of the present service root.",
                remedy: "Name a new folder, on another medium, for the keys of the next root.")
        }
        let halves = try makeKeys()
        return (try ServiceRoot(generation: root.generation + 1, keys: halves.map(\.publicKey)), halves)
    }

    private func makeKeys() throws(DutyFailure) -> [any FormSigner] {
        var keys: [any FormSigner] = []
        for number in 1...ServiceRoot.keyCount {
            let name = try Self.keyName(number)
            if let held = try held(name) { keys.append(held) } else { keys.append(try store.makeKey(name)) }
        }
        return keys
    }

    /// The keys that lie here; none where there is no such folder.
    ///
    /// Throws `key_exposed` for one that others may read, and `data_malformed` for a file that holds none.
    public func signers() throws(DutyFailure) -> [any FormSigner] {
        var signers: [any FormSigner] = []
        for number in 1...ServiceRoot.keyCount {
            if let signer = try held(try Self.keyName(number)) { signers.append(signer) }
        }
        return signers
    }

    /// Copies what lies here into another back end's folder that has none; for a restore, which is no reason to lose
    /// the root.
    func copy(into folder: String) throws(DutyFailure) {
        let target = "\(folder)/\(Self.name)"
        guard try FilePresence.isThere(path), try !FilePresence.isThere(target) else { return }
        try PrivateFolder.make(target)
        for number in 1...ServiceRoot.keyCount {
            let file = "\(try Self.keyName(number)).key"
            guard let bytes = try PrivateFile.readIfPresent("\(path)/\(file)", limitBytes: 1 << 10) else { continue }
            try PrivateFile.write(bytes, to: "\(target)/\(file)")
        }
    }

    private func held(_ name: KeyName) throws(DutyFailure) -> (any FormSigner)? {
        do throws(DutyFailure) {
            return try store.key(name)
        } catch {
            guard error.code == .keyMissing else { throw error }
            return nil
        }
    }

    private static func keyName(_ number: Int) throws(DutyFailure) -> KeyName { try KeyName("root-\(number)") }
}
