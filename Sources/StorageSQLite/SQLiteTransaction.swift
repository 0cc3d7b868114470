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
            let prepared = try database.cachedStatement(sql: statement.text { _ in "?" })
            return try Row.fetchAll(prepared, arguments: Self.arguments(statement)).map(Self.row)
        } catch {
            throw SQLiteFailure.translate(error, duringCommit: false)
        }
    }

    func execute(_ statement: SQLStatement) throws(DutyFailure) -> Int {
        try checkStillOpen()
        do {
            let prepared = try database.cachedStatement(sql: statement.text { _ in "?" })
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
            statement.values.map { value -> (any DatabaseValueConvertible)? in
                switch value {
                case .null: nil
                case .integer(let number): number
                case .text(let text): text
                case .bytes(let bytes): Data(bytes)
                }
            })
    }

    private static func row(_ row: Row) throws(DutyFailure) -> SQLRow {
        var columns: [String: SQLValue] = [:]
        for (name, value) in row {
            columns[name] =
                switch value.storage {
                case .null: .null
                case .int64(let number): .integer(number)
                case .string(let text): .text(text)
                case .blob(let data): .bytes(Array(data))
                case .double: throw DutyFailure(.dataMalformed, "The database's column “\(name)” holds a fraction.")
                }
        }
        return SQLRow(columns: columns)
    }
}
