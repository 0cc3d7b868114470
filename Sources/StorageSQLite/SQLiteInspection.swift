import DutyModel
import Foundation
import GRDB
import Storage

/// An SQLite file that is looked at and never written, whether a program is at work on it or not.
///
/// A database that is in use has its `-shm` file beside it and is read where it stands. Every other one, such as a
/// copy with or without its `-wal`, is copied to a private folder first: SQLite would make files beside it.
public struct SQLiteInspection: SQLDatabase {
    private let queue: DatabaseQueue
    private let path: String
    /// Where the copy lies that is read instead; removed with the last reference.
    private let copy: PassingFolder?

    /// Opens a file for reading.
    ///
    /// Throws `data_missing`, `data_read_only`, `data_malformed`, `file_unreadable`, and what making the copy throws.
    public init(path: String) throws(DutyFailure) {
        self.path = path
        guard FileManager.default.fileExists(atPath: path) else {
            throw DutyFailure(.dataMissing, "There is no database \(path).")
        }
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        configuration.label = path
        if Self.isInUse(path) {
            configuration.readonly = true
            copy = nil
            queue = try Self.open(path, configuration)
        } else {
            let folder = try PassingFolder()
            try folder.take(path)
            copy = folder
            queue = try Self.open("\(folder.path)/\(PassingFolder.databaseName)", configuration)
        }
    }

    private static func isInUse(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path + "-shm") }

    private static func open(_ path: String, _ configuration: Configuration) throws(DutyFailure) -> DatabaseQueue {
        do {
            return try DatabaseQueue(path: path, configuration: configuration)
        } catch {
            throw SQLiteFailure.translate(error, configuration)
        }
    }

    /// Throws `data_malformed` where SQLite finds its own file damaged.
    public func requireWhole() async throws(DutyFailure) {
        let said = try await read { (transaction) throws(DutyFailure) in
            try transaction.row("PRAGMA quick_check(1)")?.text("quick_check") ?? ""
        }
        guard said == "ok" else { throw DutyFailure(.dataMalformed, "The database \(path) is damaged: \(said).") }
    }

    /// Throws `data_in_use` where a program went to work on the database while it was read from a copy.
    public func requireStillAtRest() throws(DutyFailure) {
        guard copy != nil, Self.isInUse(path) else { return }
        throw DutyFailure(.dataInUse, "A program opened \(path) while it was being read.")
    }

    /// Writes the database as it stands at one moment into a new file of mode 0600; not yet synchronised.
    public func copy(to target: String) throws(DutyFailure) {
        var written = Configuration()
        written.label = target
        do {
            try SQLiteDatabase.makePrivateFile(target)
            let copy = try DatabaseQueue(path: target, configuration: written)
            try queue.backup(to: copy)
            try copy.close()
        } catch {
            throw SQLiteFailure.translate(error, written)
        }
    }

    /// As `SQLDatabase` says.
    public func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLTransaction) throws(DutyFailure) -> Value
    ) async throws(DutyFailure) -> Value {
        try await queue.reading(body)
    }

    /// Throws `data_read_only`.
    public func write<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLTransaction) throws(DutyFailure) -> Value
    ) async throws(DutyFailure) -> Value {
        throw DutyFailure(.dataReadOnly, "A database that is looked at is not written.")
    }
}

/// A private folder that is there as long as someone reads in it.
private final class PassingFolder: Sendable {
    static let databaseName = "copy.sqlite"
    let path: String

    init() throws(DutyFailure) {
        let url = FileManager.default.temporaryDirectory.appending(path: "dutymark-look-\(UUID().uuidString)")
        path = url.path
        do {
            try FileManager.default.createDirectory(
                at: url, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        } catch {
            throw DutyFailure(.fileUnwritable, "The folder \(path) could not be made: \(ErrorWords.of(error)).")
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func take(_ database: String) throws(DutyFailure) {
        do {
            try FileManager.default.copyItem(atPath: database, toPath: "\(path)/\(Self.databaseName)")
            let log = database + "-wal"
            guard FileManager.default.fileExists(atPath: log) else { return }
            try FileManager.default.copyItem(atPath: log, toPath: "\(path)/\(Self.databaseName)-wal")
        } catch {
            throw DutyFailure(.fileUnreadable, "\(database) could not be copied: \(ErrorWords.of(error)).")
        }
    }
}
