import DutyModel
import Exchanges
import Foundation
import LocalSystem
import Storage

extension BackEndInstallation {
    /// Throws `data_missing` where the books, or the folder around them, are gone: a database without a byte holds no
    /// books, and nothing is ever made in its place; `file_unreadable` where they may not be read.
    public static func requireBooks(inFolder folder: String) throws(DutyFailure) {
        let path = databasePath(inFolder: folder)
        for file in [folder, path, path + "-wal", path + "-shm"] { _ = try FilePresence.isThere(file) }
        guard holdsBytes(path) else {
            throw DutyFailure(
                .dataMissing, "The books \(path) are missing, or hold nothing.\(FilePresence.hintIfEmpty(folder))")
        }
    }

    /// Whether the file is there and has a byte.
    static func holdsBytes(_ path: String) -> Bool {
        let facts = try? FileManager.default.attributesOfItem(atPath: path)
        return (facts?[.size] as? Int ?? 0) > 0
    }

    /// Throws `data_missing` for a database that has no table of ours.
    public static func requireTables(in database: any SQLDatabase, at path: String) async throws(DutyFailure) {
        guard try await database.heldSchemaVersion() > 0 else {
            throw DutyFailure(.dataMissing, "The database \(path) holds no books.")
        }
    }

    /// Throws `data_foreign`, naming the file, where these are not the keys of the back end that was made here, nor those
    /// that followed them.
    static func requireKeys(
        _ keys: ServiceKeys, of identity: BackEndIdentity, earlier: EarlierServiceKeys, inFolder folder: String
    ) throws(DutyFailure) {
        for purpose in ServiceKeyPurpose.allCases {
            let known = identity.key(for: purpose)
            guard keys.publicKeys[purpose] != known, !earlier.holds(known, for: purpose) else { continue }
            throw DutyFailure(
                .dataForeign,
                "\(folder)/keys/\(purpose.rawValue).key is not the key of the back end that was made here, or is one that "
                    + "another followed.")
        }
    }

    /// Throws `data_missing` where the database holds no books, and `data_foreign` where they are of another back end.
    public static func requireOwnBooks(
        _ database: any SQLDatabase, at path: String, of identity: BackEndIdentity?
    ) async throws(DutyFailure) {
        try await requireTables(in: database, at: path)
        guard let identity else { return }
        // Books that were never given a name are not those that were noted with theirs.
        let isNamed = try await database.heldSchemaVersion() >= BackEndSchema.identityVersion
        let held = try await database.read { (transaction) throws(DutyFailure) in
            isNamed ? try BooksIdentity.held(in: transaction) : nil
        }
        guard held == identity.books else {
            throw DutyFailure(.dataForeign, "\(path) holds the books of another back end.")
        }
    }
}
