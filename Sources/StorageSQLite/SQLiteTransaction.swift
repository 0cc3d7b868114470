import DutyModel
import GRDB
import Storage

/// Statements on an open SQLite transaction; prepared once a connection and kept.
struct SQLiteTransaction: SQLTransaction {
    let database: Database
    /// Tells whoever runs a body whether there is anything to undo.
    let mark = WriteMark()

    /// Whether any statement ran that may have changed something.
    final class WriteMark {
        fileprivate(set) var wrote = false
    }

    func rows(_ statement: SQLStatement) throws(DutyFailure) -> [SQLRow] {
        try checkStillOpen()
        do {
            let prepared = try database.cachedStatement(sql: statement.markedText)
            if !prepared.isReadonly { mark.wrote = true }
            // GRDB knows them from when the statement was prepared; what `*` stands for may have grown since.
            var names = prepared.columnNames
            var rows: [SQLRow] = []
            try RawStatement(prepared).run(statement.values) { raw throws(DutyFailure) in
                if raw.columnCount != names.count { names = raw.columnNames }
                rows.append(SQLRow(names: names, values: try raw.row(names: names)))
            }
            return rows
        } catch {
            throw SQLiteFailure.translate(error, database.configuration)
        }
    }

    func execute(_ statement: SQLStatement) throws(DutyFailure) -> Int {
        try checkStillOpen()
        mark.wrote = true
        do {
            let prepared = try database.cachedStatement(sql: statement.markedText)
            try RawStatement(prepared).run(statement.values) { _ in }
            return database.changesCount
        } catch {
            throw SQLiteFailure.translate(error, database.configuration)
        }
    }

    /// SQLite may give a whole transaction up after an error; a further statement would then commit by itself.
    private func checkStillOpen() throws(DutyFailure) {
        guard database.isInsideTransaction else {
            throw DutyFailure(.fileUnwritable, "The database gave the transaction up after an error.")
        }
    }
}
