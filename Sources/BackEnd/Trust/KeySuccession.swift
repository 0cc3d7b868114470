import DutyModel
import Exchanges
import Glibc
import LocalSystem
import Signing

/// A service's new key in the place of the one before, in the folder of a back end that doesn't run.
///
/// The new key is written beside the old one, then the old one's public half is noted, then the file of certificates names
/// the new key: with that the succession counts. A crash before leaves the old key, one after it leaves what `finish`
/// brings to its end, at the next opening or the next try. The old private half is destroyed: every decision that it signed is
/// stored, and what isn't decided yet is signed with the new one.
enum KeySuccession {
    /// Puts the key into the place of the one that `certificate` is for now. Durable when this returns.
    static func run(
        _ signer: Ed25519Signer, certified keys: CertifiedServiceKeys, inFolder folder: String,
        for purpose: ServiceKeyPurpose, instead old: ServiceKeyCertificate, at now: Timestamp
    ) throws(DutyFailure) {
        let file = EarlierKeyFile.made(inFolder: folder)
        var earlier = try file.read()
        try earlier.add(old, followedAt: now)
        try PrivateFile.write(signer.seed, to: Paths(purpose, in: folder).next)
        try file.write(earlier)
        try CertifiedKeyFile.made(inFolder: folder).write(keys)
        try finish(inFolder: folder)
    }

    /// Brings a succession that was cut short to its end, or gives it up where its key was never certified. Durable when this
    /// returns; nothing where there is none.
    static func finish(inFolder folder: String) throws(DutyFailure) {
        var pending: [Paths] = []
        for purpose in ServiceKeyPurpose.allCases {
            let paths = Paths(purpose, in: folder)
            if try paths.isPending() { pending.append(paths) }
        }
        guard !pending.isEmpty else { return }
        let certified = try CertifiedKeyFile.made(inFolder: folder).read()
        for paths in pending {
            if let next = try ServiceKeys.publicKey(at: paths.next) {
                if certified?.certificate(for: paths.purpose)?.key == next {
                    try putInPlace(paths)
                } else {
                    try destroy(paths.next)
                }
            }
            try destroyFollowed(paths)
        }
    }

    /// Both names of the old key's file stay valid until the new key has its own: at every moment there is a key.
    private static func putInPlace(_ paths: Paths) throws(DutyFailure) {
        do throws(SystemCallFailure) {
            do throws(SystemCallFailure) {
                try systemCall("link") { link(paths.key, paths.followed) }
            } catch {
                // Linked before the crash, or the old key was lost.
                guard error.number == EEXIST || error.number == ENOENT else { throw error }
            }
            try systemCall("rename") { rename(paths.next, paths.key) }
            try OpenFile.folder(PathParts(paths.key).folder).synchronise()
        } catch {
            throw error.whenWriting(paths.key)
        }
    }

    private static func destroyFollowed(_ paths: Paths) throws(DutyFailure) {
        guard let followed = try ServiceKeys.publicKey(at: paths.followed) else { return }
        // Never through the second name of the key that signs.
        guard try ServiceKeys.publicKey(at: paths.key) != followed else { return try remove(paths.followed) }
        try destroy(paths.followed)
    }

    /// Writes zeros over a key before its name goes. A disk that keeps old blocks may still hold it.
    private static func destroy(_ path: String) throws(DutyFailure) {
        do throws(SystemCallFailure) {
            let file = try OpenFile.open(path, O_WRONLY | O_NOFOLLOW)
            try file.write([UInt8](repeating: 0, count: ServiceKeys.seedBytes), at: 0)
            try file.synchronise()
        } catch {
            throw error.whenWriting(path)
        }
        try remove(path)
    }

    private static func remove(_ path: String) throws(DutyFailure) {
        do throws(SystemCallFailure) {
            try systemCall("unlink") { unlink(path) }
            try OpenFile.folder(PathParts(path).folder).synchronise()
        } catch {
            throw error.whenWriting(path)
        }
    }

    /// The files of one service's key.
    private struct Paths {
        let purpose: ServiceKeyPurpose
        /// The key that signs.
        let key: String
        /// The key that follows, until it is in its place.
        let next: String
        /// The key that was followed, until it is destroyed.
        let followed: String

        init(_ purpose: ServiceKeyPurpose, in folder: String) {
            self.purpose = purpose
            key = "\(folder)/keys/\(purpose.rawValue).key"
            next = "\(folder)/keys/\(purpose.rawValue).next"
            followed = "\(folder)/keys/\(purpose.rawValue).followed"
        }

        func isPending() throws(DutyFailure) -> Bool {
            if try FilePresence.isThere(next) { return true }
            return try FilePresence.isThere(followed)
        }
    }
}
