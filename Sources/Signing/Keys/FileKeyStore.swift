import DutyModel
import Foundation

/// Ed25519 seeds, one file a key, of mode 0600 in a folder of mode 0700: 64 hexadecimal digits and a newline.
///
/// A new key is written under a temporary name, made durable, and then linked to its own name, so that a
/// crash leaves either no key or a whole one, and an existing key is never replaced.
public struct FileKeyStore: KeyStore {
    private let folder: String

    /// A store in this folder, which is made when the first key is.
    public init(folder: String) { self.folder = folder }

    public func makeKey(_ name: KeyName) throws(DutyFailure) -> any FormSigner {
        let signer = Ed25519Signer()
        let temporary = path(of: name) + ".new"
        try makeFolder()
        // Left behind by a crash; nothing was signed with it, since a key is lent only after its link is durable.
        unlink(temporary)
        try write(signer.seed, to: temporary)
        defer { unlink(temporary) }
        guard link(temporary, path(of: name)) == 0 else { throw unwritable("key “\(name)”") }
        try synchroniseFolder()
        return signer
    }

    public func key(_ name: KeyName) throws(DutyFailure) -> any FormSigner {
        let file = open(path(of: name), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else {
            guard errno == ENOENT else { throw unreadable(name) }
            throw DutyFailure(.keyMissing, "There is no key “\(name)” in \(folder).")
        }
        defer { close(file) }
        var facts = stat()
        guard fstat(file, &facts) == 0 else { throw unreadable(name) }
        guard facts.st_mode & S_IFMT == S_IFREG, facts.st_mode & 0o077 == 0, facts.st_uid == geteuid() else {
            throw DutyFailure(
                .keyExposed, "Key “\(name)” in \(folder) can be read by others, or is not this user's file.")
        }
        var bytes = [UInt8](repeating: 0, count: Self.fileLength + 1)
        let count = read(file, &bytes, bytes.count)
        guard count >= 0 else { throw unreadable(name) }
        // No key holds a zero byte: this is what a destruction leaves that was cut short.
        guard !bytes.prefix(count).contains(0) else {
            throw DutyFailure(.keyMissing, "The key “\(name)” in \(folder) was destroyed.")
        }
        guard count == Self.fileLength, bytes[Self.fileLength - 1] == UInt8(ascii: "\n"),
            let seed = Hexadecimal.decode(bytes.prefix(Self.fileLength - 1)), let signer = Ed25519Signer(seed: seed)
        else {
            throw DutyFailure(.dataMalformed, "The file of key “\(name)” in \(folder) does not hold a key.")
        }
        return signer
    }

    /// Writes zeros over the key, makes that durable, removes its name and makes that durable too. Cut short at any step it
    /// leaves the key or none, and asking again brings it to its end. A disk or a file
    /// system that keeps old blocks may still hold the key where no program can ask for it.
    public func destroyKey(_ name: KeyName) throws(DutyFailure) {
        // A crash while the key was made may have left its other name.
        for path in [path(of: name) + ".new", path(of: name)] {
            let file = open(path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC)
            guard file >= 0 else {
                guard errno == ENOENT else { throw unwritable("key “\(name)”") }
                continue
            }
            defer { close(file) }
            let zeros = [UInt8](repeating: 0, count: Self.fileLength)
            guard Foundation.write(file, zeros, zeros.count) == zeros.count, fsync(file) == 0, unlink(path) == 0 else {
                throw unwritable("key “\(name)”")
            }
        }
        guard access(folder, F_OK) == 0 else { return }
        try synchroniseFolder()
    }

    private static let fileLength = 65

    private func path(of name: KeyName) -> String { "\(folder)/\(name).key" }

    private func makeFolder() throws(DutyFailure) {
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw unwritable("folder") }
    }

    private func write(_ seed: [UInt8], to path: String) throws(DutyFailure) {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw unwritable("new key") }
        defer { close(file) }
        let text = Array((Hexadecimal.encode(seed) + "\n").utf8)
        guard Foundation.write(file, text, text.count) == text.count, fsync(file) == 0 else {
            throw unwritable("new key")
        }
    }

    private func synchroniseFolder() throws(DutyFailure) {
        let directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw unwritable("folder") }
        defer { close(directory) }
        guard fsync(directory) == 0 else { throw unwritable("folder") }
    }

    private func unwritable(_ what: String) -> DutyFailure {
        DutyFailure(
            .fileUnwritable, "The \(what) in \(folder) could not be written: \(ErrorWords.of(errorNumber: errno)).")
    }

    private func unreadable(_ name: KeyName) -> DutyFailure {
        DutyFailure(.fileUnreadable, "Key “\(name)” in \(folder) cannot be read: \(ErrorWords.of(errorNumber: errno)).")
    }
}
