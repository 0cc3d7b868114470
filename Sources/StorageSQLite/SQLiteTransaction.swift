import DutyModel
import Foundation
import GRDB
import Storage

/// Statements on an open SQLite transaction; prepared once a connection and kept.
struct SQLiteTransaction: SQLTransaction {
    let database: Database

    func rows(_ statement: SQLStatement) throws(DutyFailure) -> [SQLRow] {
        try checkStillOpen()
        do {
            let prepared = try database.cachedStatement(sql: statement.markedText)
            let cursor = try Row.fetchCursor(prepared, arguments: Self.arguments(statement))
            let names = prepared.columnNames
            var rows: [SQLRow] = []
            // The cursor's row is SQLite's own memory, good until the next step; the values are copied out of it.
            while let row = try cursor.next() { rows.append(try Self.row(row, names: names)) }
            return rows
        } catch {
            throw SQLiteFailure.translate(error, duringCommit: false)
        }
    }

    func execute(_ statement: SQLStatement) throws(DutyFailure) -> Int {
        try checkStillOpen()
        do {
            let prepared = try database.cachedStatement(sql: statement.markedText)
            try prepared.execute(arguments: Self.arguments(statement))
            return database.changesCount
        } catch {
            throw SQLiteFailure.translate(error, duringCommit: false)
        }
    }

    /// SQLite may give a whole transaction up after an error; a further statement would then commit by itself.
    private func checkStillOpen() throws(DutyFailure) {
        guard database.isInsideTransaction else {
            throw DutyFailure(.fileUnwritable, "The database gave the transaction up after an error.")
        }
    }

    private static func arguments(_ statement: SQLStatement) -> StatementArguments {
        StatementArguments(
            statement.values.lazy.map { value -> DatabaseValue in
                switch value {
                case .null: .null
                case .integer(let number): number.databaseValue
                case .text(let text): text.databaseValue
                case .bytes(let bytes): Data(bytes).databaseValue
                }
            })
    }

    private static func row(_ row: Row, names: [String]) throws(DutyFailure) -> SQLRow {
        var values: [SQLValue] = []
        values.reserveCapacity(names.count)
        for (place, name) in names.enumerated() { values.append(try value(row[place], of: name)) }
        return SQLRow(names: names, values: values)
    }

    private static func value(_ value: DatabaseValue, of column: String) throws(DutyFailure) -> SQLValue {
        switch value.storage {
        case .null: .null
        case .int64(let number): .integer(number)
        case .string(let text): .text(text)
        case .blob(let data): .bytes(Array(data))
        case .double: throw DutyFailure(.dataMalformed, "The database's column “\(column)” holds a fraction.")
        }
    }
}
