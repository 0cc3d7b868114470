import Crypto
import DutyModel
import Foundation
import LocalSystem

/// The files of a back end that a backup holds.
enum BackupFile {
    /// Folders of keys and certificates, each copied whole.
    static let folders = ["keys", "authority"]
    private static let keyLimitBytes = EarlierKeyFile.mostBytes
    private static let chunkBytes = 1 << 20

    /// The names of the small files of a back end's folder.
    static func small(in folder: String) throws(DutyFailure) -> [String] {
        var names: [String] = []
        for part in folders {
            let held: [String]
            do {
                held = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(part)")
            } catch {
                throw DutyFailure(.fileUnreadable, "\(folder)/\(part) cannot be read: \(ErrorWords.of(error)).")
            }
            names += held.filter { !$0.hasPrefix(".") }.sorted().map { "\(part)/\($0)" }
        }
        return names
    }

    /// Copies one small private file; durable when this returns.
    static func copySmall(_ name: String, from source: String, to target: String) throws(DutyFailure) {
        let bytes = try PrivateFile.read("\(source)/\(name)", limitBytes: keyLimitBytes)
        try PrivateFile.write(bytes, to: "\(target)/\(name)")
    }

    /// Copies a file of any length, with mode 0600; durable when this returns.
    static func copyLarge(_ name: String, from source: String, to target: String) throws(DutyFailure) {
        do {
            try FileManager.default.copyItem(atPath: "\(source)/\(name)", toPath: "\(target)/\(name)")
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: "\(target)/\(name)")
        } catch {
            throw DutyFailure(.fileUnwritable, "\(source)/\(name) could not be copied: \(ErrorWords.of(error)).")
        }
        try synchronise("\(target)/\(name)")
    }

    /// Returns when a file, or the names in a folder, are on the disk.
    static func synchronise(_ path: String) throws(DutyFailure) {
        do throws(SystemCallFailure) {
            try OpenFile.open(path, 0).synchronise()
        } catch {
            throw error.whenWriting(path)
        }
    }

    /// Length and hash of a file, read piece by piece.
    static func describe(_ name: String, in folder: String) throws(DutyFailure) -> BackupManifest.File {
        let path = "\(folder)/\(name)"
        guard !name.split(separator: "/").contains(".."), !name.hasPrefix("/") else {
            throw DutyFailure(.dataMalformed, "A manifest names the file “\(name.prefix(80))” outside its folder.")
        }
        do {
            let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? file.close() }
            var hash = SHA256()
            var bytes = 0
            while let chunk = try file.read(upToCount: chunkBytes), !chunk.isEmpty {
                hash.update(data: chunk)
                bytes += chunk.count
            }
            return BackupManifest.File(path: name, bytes: bytes, sha256: Hexadecimal.encode(hash.finalize().map { $0 }))
        } catch {
            throw DutyFailure(.fileUnreadable, "\(path) cannot be read: \(ErrorWords.of(error)).")
        }
    }
}
