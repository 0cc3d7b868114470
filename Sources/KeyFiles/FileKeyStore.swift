import DutyModel
import Glibc
import LocalSystem
import Signing

/// Ed25519 seeds, one file a key, of mode 0600 in a folder of mode 0700: 64 hexadecimal digits and a newline.
///
/// A new key is written under a temporary name, made durable, and then linked to its own name, so that a
/// crash leaves either no key or a whole one, and an existing key is never replaced.
public struct FileKeyStore: KeyStore {
    private let folder: String

    /// A store in this folder, which is made when the first key is.
    public init(folder: String) { self.folder = folder }

    /// As `KeyStore` says.
    public func makeKey(_ name: KeyName) throws(DutyFailure) -> any FormSigner {
        let signer = Ed25519Signer()
        do throws(DutyFailure) {
            _ = try PrivateFolder.open(folder)
        } catch {
            throw DutyFailure(.fileUnwritable, error.message)
        }
        do throws(SystemCallFailure) {
            try AtomicFile.create(Array((Hexadecimal.encode(signer.seed) + "\n").utf8), at: path(of: name), mode: 0o600)
        } catch {
            throw unwritable("key “\(name)”", error)
        }
        return signer
    }

    /// As `KeyStore` says.
    public func key(_ name: KeyName) throws(DutyFailure) -> any FormSigner {
        let bytes: [UInt8]?
        do throws(SystemCallFailure) {
            let file = try OpenFile.open(path(of: name), O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
            bytes = try file.isOwnAndPrivate() ? try file.readAll(limitBytes: Self.fileLength + 1) : nil
        } catch {
            guard error.number != ENOENT else {
                throw DutyFailure(.keyMissing, "There is no key “\(name)” in \(folder).")
            }
            throw DutyFailure(.fileUnreadable, "Key “\(name)” in \(folder) cannot be read: \(error.words).")
        }
        guard let bytes else {
            throw DutyFailure(
                .keyExposed, "Key “\(name)” in \(folder) can be read by others, or is not this user's file.")
        }
        // No key holds a zero byte: this is what a destruction leaves that was cut short.
        guard !bytes.contains(0) else {
            throw DutyFailure(.keyMissing, "The key “\(name)” in \(folder) was destroyed.")
        }
        guard bytes.count == Self.fileLength, bytes[Self.fileLength - 1] == UInt8(ascii: "\n"),
            let seed = Hexadecimal.decode(bytes.dropLast()), let signer = Ed25519Signer(seed: seed)
        else {
            throw DutyFailure(.dataMalformed, "The file of key “\(name)” in \(folder) does not hold a key.")
        }
        return signer
    }

    /// Writes zeros over the key, makes that durable, removes its name and makes that durable too. Cut short at any step it
    /// leaves the key or none, and asking again brings it to its end. A disk or a file
    /// system that keeps old blocks may still hold the key where no program can ask for it.
    public func destroyKey(_ name: KeyName) throws(DutyFailure) {
        do throws(SystemCallFailure) {
            // A crash while the key was made may have left its other name.
            for path in [path(of: name) + ".new", path(of: name)] { try destroy(path) }
            guard access(folder, F_OK) == 0 else { return }
            try OpenFile.folder(folder).synchronise()
        } catch {
            throw unwritable("key “\(name)”", error)
        }
    }

    private func destroy(_ path: String) throws(SystemCallFailure) {
        let file: OpenFile
        do throws(SystemCallFailure) {
            file = try OpenFile.open(path, O_WRONLY | O_NOFOLLOW)
        } catch {
            guard error.number == ENOENT else { throw error }
            return
        }
        try file.writeAll([UInt8](repeating: 0, count: Self.fileLength))
        try file.synchronise()
        try systemCall("unlink") { unlink(path) }
    }

    private static let fileLength = 65

    private func path(of name: KeyName) -> String { "\(folder)/\(name).key" }

    private func unwritable(_ what: String, _ error: SystemCallFailure) -> DutyFailure {
        DutyFailure(.fileUnwritable, "The \(what) in \(folder) could not be written: \(error.words).")
    }
}
