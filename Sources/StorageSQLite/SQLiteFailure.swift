import DutyModel
import Foundation
import GRDB

/// SQLite's result codes (sqlite.org/rescode.html) in Dutymark's vocabulary.
enum SQLiteFailure {
    /// Runs a body and keeps what it throws as a `DutyFailure`.
    static func catching<Value>(
        _ configuration: Configuration, _ body: () throws -> Value
    ) -> Result<Value, DutyFailure> {
        do { return .success(try body()) } catch { return .failure(translate(error, configuration)) }
    }

    /// Names an error, and the file, which is the configuration's label; where the commit itself failed by input or output,
    /// its outcome is unknown.
    static func translate(
        _ error: any Error, _ configuration: Configuration, duringCommit: Bool = false
    ) -> DutyFailure {
        if let failure = error as? DutyFailure { return failure }
        guard let error = error as? DatabaseError else {
            return DutyFailure(.internalError, "The database failed: \(ErrorWords.of(error)).")
        }
        let name = configuration.label.map { "database \($0)" } ?? "database"
        let said = error.message ?? "no reason given"
        switch (error.resultCode, error.extendedResultCode) {
        case (.SQLITE_FULL, _), (_, .SQLITE_IOERR_SHMSIZE):
            return DutyFailure(.dataFull, "There is no room left on the disk of the \(name).")
        case (.SQLITE_READONLY, _), (.SQLITE_PERM, _):
            return DutyFailure(.dataReadOnly, "The \(name) cannot be written.")
        case (.SQLITE_BUSY, _), (.SQLITE_LOCKED, _):
            return DutyFailure(.dataInUse, "Another process holds the \(name).")
        case (.SQLITE_CORRUPT, _), (.SQLITE_NOTADB, _):
            return DutyFailure(.dataMalformed, "The \(name) is damaged: \(said).")
        case (.SQLITE_CANTOPEN, _):
            return DutyFailure(.dataReadOnly, "The \(name) or the files beside it cannot be made: \(said).")
        case (.SQLITE_CONSTRAINT, _):
            return DutyFailure(.ledgerBroken, "The \(name) refused a row that breaks its rules: \(said).")
        case (.SQLITE_IOERR, _) where duringCommit:
            return DutyFailure(.commitUnknown, "The disk failed while the \(name) committed: \(said).")
        case (.SQLITE_IOERR, _):
            return DutyFailure(.fileUnwritable, "The disk failed under the \(name): \(said).")
        default:
            return DutyFailure(.internalError, "The \(name) failed: \(said).")
        }
    }

    /// Names why a file could not be opened or made.
    static func opening(_ path: String, errorNumber: Int32) -> DutyFailure {
        let reason = ErrorWords.of(errorNumber: errorNumber)
        return switch errorNumber {
        case EROFS, EACCES, EPERM: DutyFailure(.dataReadOnly, "The database \(path) cannot be written: \(reason).")
        case ENOSPC, EDQUOT: DutyFailure(.dataFull, "There is no room for the database \(path).")
        case ENOENT, ENOTDIR: DutyFailure(.dataMissing, "There is no folder for the database \(path).")
        default: DutyFailure(.fileUnwritable, "The database \(path) cannot be opened: \(reason).")
        }
    }
}
