import DutyModel
import Foundation
import LocalSystem

/// What a backup holds, written last: a folder without it is no backup.
///
/// The hashes show damage. They prove nothing against someone who changed files and manifest alike; the ledger's chain
/// and the signatures, which are checked as well, are harder to forge.
public struct BackupManifest: Codable, Hashable, Sendable {
    /// The manifest's name in the backup's folder.
    public static let fileName = "manifest.json"
    static let version = 1
    static let limitBytes = 1 << 20

    /// One file.
    public struct File: Codable, Hashable, Sendable {
        /// Where it stands in the backup's folder.
        public let path: String
        /// Its length.
        public let bytes: Int
        /// Its SHA-256, in hexadecimal.
        public let sha256: String
    }

    /// The version of this form.
    public let formatVersion: Int
    /// When the backup was made.
    public let madeAt: String
    /// The term of the funds service at that moment.
    public let epoch: UInt64
    /// The files.
    public let files: [File]

    func write(to folder: String) throws(DutyFailure) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let bytes = try? encoder.encode(self) else {
            throw DutyFailure(.internalError, "The manifest could not be written as JSON.")
        }
        try PrivateFile.write(Array(bytes), to: "\(folder)/\(Self.fileName)")
    }

    /// The manifest of a backup; throws `data_missing` where the folder is none, and `data_malformed`.
    static func read(_ folder: String) throws(DutyFailure) -> BackupManifest {
        let path = "\(folder)/\(fileName)"
        guard let bytes = try PrivateFile.readIfPresent(path, limitBytes: limitBytes) else {
            throw DutyFailure(
                .dataMissing, "There is no whole backup in \(folder).",
                remedy: "Name the folder that “dutymark backend backup” made.")
        }
        guard let manifest = try? JSONDecoder().decode(BackupManifest.self, from: Data(bytes)),
            manifest.formatVersion == version
        else { throw DutyFailure(.dataMalformed, "\(path) does not hold a manifest that this program reads.") }
        return manifest
    }

    /// Throws `data_malformed` for the first file in the folder that is not what the manifest says.
    func requireFiles(in folder: String) throws(DutyFailure) {
        for file in files {
            let held = try BackupFile.describe(file.path, in: folder)
            guard held == file else {
                throw DutyFailure(.dataMalformed, "\(folder)/\(file.path) is not what was backed up: its hash differs.")
            }
        }
    }
}
