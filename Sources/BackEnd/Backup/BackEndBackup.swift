import DutyModel
import Exchanges
import Foundation
import LocalSystem
import Signing
import Storage
import StorageSQLite

/// Makes and puts back copies of a back end: database, service keys and authority, in one private folder.
public enum BackEndBackup {
    /// Copies a back end, which may be at work, into a new folder, and checks the copy.
    ///
    /// The database is copied at one moment. The servers' certificates are left out; they are made anew. Throws
    /// `data_missing` and `data_foreign` where these are not the books that `known` names, `ledger_broken` where the books of the copy do not hold, which is then kept beside under `.broken` for a look;
    /// `place_taken` where the folder is there already; and what reading and writing throw.
    public static func write(
        of backEnd: String, to target: String, known: BackEndIdentity? = nil,
        clock: any WallClock = SystemWallClock()
    ) async throws(DutyFailure) -> (manifest: BackupManifest, report: CheckReport) {
        guard !FileManager.default.fileExists(atPath: target) else {
            throw DutyFailure(
                .placeTaken, "\(target) is there already; a backup is a new folder.",
                remedy: "Give --output another name.")
        }
        let madeAt = clock.now()
        try BackEndInstallation.requireBooks(inFolder: backEnd)
        let place = BackEndInstallation.databasePath(inFolder: backEnd)
        let source = try SQLiteInspection(path: place)
        try await BackEndInstallation.requireOwnBooks(source, at: place, of: known)
        try PrivateFolder.make(target)
        do throws(DutyFailure) {
            return try await copy(source, of: backEnd, to: target, madeAt: madeAt)
        } catch {
            // Half a backup is none, and its name would be in the way of the next one. Books that don't hold are kept by another.
            try? FileManager.default.removeItem(atPath: target)
            throw error
        }
    }

    private static func copy(
        _ source: SQLiteInspection, of backEnd: String, to target: String, madeAt: Timestamp
    ) async throws(DutyFailure) -> (manifest: BackupManifest, report: CheckReport) {
        let database = BackEndInstallation.databasePath(inFolder: target)
        try source.copy(to: database)
        try source.requireStillAtRest()
        try BackupFile.synchronise(database)
        for folder in BackupFile.folders { try PrivateFolder.make("\(target)/\(folder)") }
        let small = try BackupFile.small(in: backEnd)
        for name in small { try BackupFile.copySmall(name, from: backEnd, to: target) }
        try requireOneState(ofKeysIn: target)
        let checked = try await check(database, fundsKeys: try BackEndInstallation.fundsKeys(inFolder: target))
        guard checked.report.findingCount == 0 else {
            try setAside(target)
            throw broken(checked.report, "\(target).broken")
        }
        let names = [BackEndInstallation.databaseName] + (try BackupFile.small(in: target))
        let manifest = BackupManifest(
            formatVersion: BackupManifest.version, madeAt: madeAt.description, epoch: checked.epoch,
            files: try names.map { (name) throws(DutyFailure) in try BackupFile.describe(name, in: target) })
        try manifest.write(to: target)
        return (manifest, checked.report)
    }

    /// Throws `data_in_use` where a succession of a service's key came between the copies of its files.
    private static func requireOneState(ofKeysIn target: String) throws(DutyFailure) {
        guard let keys = try CertifiedKeyFile.made(inFolder: target).read() else { return }
        try KeySuccession.finish(inFolder: target)
        for purpose in ServiceKeyPurpose.allCases {
            guard let certified = keys.certificate(for: purpose)?.key,
                try ServiceKeys.publicKey(purpose, in: "\(target)/keys") != certified
            else { continue }
            throw DutyFailure(
                .dataInUse, "The \(purpose.rawValue) key was followed by another while the backup was made.",
                remedy: "Make the backup again.")
        }
    }

    /// Checks a database file that no one is at work on, and reads its term.
    static func check(
        _ path: String, fundsKeys: ServiceKeyLine?
    ) async throws(DutyFailure) -> (report: CheckReport, epoch: UInt64) {
        let database = try SQLiteInspection(path: path)
        try await database.requireWhole()
        let report = try await BooksChecker(database: database, fundsKeys: fundsKeys).check()
        let epoch = try await database.read { (transaction) throws(DutyFailure) in
            try ServiceEpoch.held(in: transaction)
        }
        try database.requireStillAtRest()
        return (report, epoch)
    }

    static func broken(_ report: CheckReport, _ place: String) -> DutyFailure {
        let first = report.findings.first?.line ?? ""
        return DutyFailure(
            .ledgerBroken, "The books in \(place) do not hold; \(report.findingCount) findings, first: \(first)")
    }

    private static func setAside(_ target: String) throws(DutyFailure) {
        do {
            try FileManager.default.moveItem(atPath: target, toPath: "\(target).broken")
        } catch {
            throw DutyFailure(.fileUnwritable, "\(target) could not be renamed: \(ErrorWords.of(error)).")
        }
    }
}
