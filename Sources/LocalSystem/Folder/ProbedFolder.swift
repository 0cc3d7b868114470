import DutyModel
import Foundation
import Glibc

/// A data folder that was looked at before anything is trusted to it.
public struct ProbedFolder: Sendable {
    /// The absolute or relative path that the person gave.
    public let path: String
    /// The layout version that its version file names; nil in a folder that is new, and where the file is damaged: the
    /// databases and the journal know their own versions, so it may be written again.
    public let layoutVersion: UInt32?

    /// The file that names the version of the layout, as one decimal number and a newline.
    public static let versionFileName = "layout-version"

    /// What to do when the folder is missing.
    public enum WhenMissing: Sendable {
        /// Make it, with mode 0700, and what leads to it.
        case create
        /// Throw `data_missing`.
        case refuse
    }

    /// Looks at the folder: it is there (or is made), a file can really be written and brought to the disk in it,
    /// and no newer version has worked in it.
    ///
    /// - Throws: `data_missing`, `data_read_only`, `data_full`, `data_newer_version`, `file_unreadable`,
    ///   `file_unwritable`.
    public init(probing path: String, whenMissing: WhenMissing, newestKnownVersion: UInt32) throws(DutyFailure) {
        self.path = path
        try Self.makeOrFind(path, whenMissing)
        layoutVersion = try Self.readVersion(path)
        if let layoutVersion, layoutVersion > newestKnownVersion {
            throw DutyFailure(
                .dataNewerVersion,
                "The folder \(path) has layout \(layoutVersion); this program knows layouts up to \(newestKnownVersion)."
            )
        }
        try Self.tryWriting(path)
    }

    /// Writes the version file, durable before this returns.
    public func markVersion(_ version: UInt32) throws(DutyFailure) {
        try AtomicFile.write(Array("\(version)\n".utf8), to: "\(path)/\(Self.versionFileName)", mode: 0o600)
    }

    private static func makeOrFind(_ path: String, _ whenMissing: WhenMissing) throws(DutyFailure) {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) {
            guard isFolder.boolValue else { throw DutyFailure(.dataMissing, "\(path) is not a folder.") }
            return
        }
        guard whenMissing == .create else { throw DutyFailure(.dataMissing, "There is no folder \(path).") }
        try PrivateFolder.make(path)
    }

    private static func readVersion(_ path: String) throws(DutyFailure) -> UInt32? {
        let file = "\(path)/\(versionFileName)"
        let bytes: [UInt8]
        do throws(SystemCallFailure) {
            bytes = try OpenFile.open(file, O_RDONLY).readAll(limitBytes: 32)
        } catch {
            if error.number == ENOENT { return nil }
            throw error.whenReading(file)
        }
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.hasSuffix("\n"), let version = UInt32(text.dropLast()), "\(version)\n" == text else { return nil }
        return version
    }

    /// Permissions, quotas and mount flags have too many rules to predict; one real block says it.
    private static func tryWriting(_ path: String) throws(DutyFailure) {
        let name = ".write-probe"
        do throws(SystemCallFailure) {
            let folder = try OpenFile.folder(path)
            let file = try folder.open(name: name, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, mode: 0o600)
            defer { unlinkat(folder.descriptor, name, 0) }
            try file.writeAll([UInt8](repeating: 0x20, count: 4096))
            try file.synchronise()
        } catch {
            throw error.whenWriting(path)
        }
    }
}
