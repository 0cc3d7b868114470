import DutyModel
import GRDB
import GRDBSQLite
import Storage

/// A prepared statement, bound and read by SQLite's own functions.
///
/// GRDB opens connections, prepares statements and runs transactions. Binding and reading through its generic types
/// would cost a refill, which runs some thirty small statements, more than SQLite's work on them.
struct RawStatement {
    private let handle: OpaquePointer

    /// SQLite copies what is bound with this, so that it may go away at once (`SQLITE_TRANSIENT`, a macro that Swift
    /// does not import).
    private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    init(_ statement: Statement) { handle = statement.sqliteStatement }

    /// Binds the values, runs the statement to its end, and hands over each row.
    func run(_ values: [SQLValue], row: (RawStatement) throws(DutyFailure) -> Void) throws {
        defer { sqlite3_reset(handle) }
        guard Int(sqlite3_bind_parameter_count(handle)) == values.count else {
            throw DutyFailure(.internalError, "A statement has another number of places than of values.")
        }
        for (place, value) in values.enumerated() { try require(bind(value, at: Int32(place + 1)), SQLITE_OK) }
        while true {
            let code = sqlite3_step(handle)
            if code == SQLITE_DONE { return }
            try require(code, SQLITE_ROW)
            try row(self)
        }
    }

    /// How many columns the row at hand has.
    var columnCount: Int { Int(sqlite3_column_count(handle)) }

    /// The names of the columns of the row at hand.
    var columnNames: [String] {
        (0..<Int32(columnCount)).map { place in sqlite3_column_name(handle, place).map { String(cString: $0) } ?? "" }
    }

    /// The values of the row at hand.
    func row(names: [String]) throws(DutyFailure) -> [SQLValue] {
        var values: [SQLValue] = []
        values.reserveCapacity(names.count)
        for (place, name) in names.enumerated() { values.append(try value(Int32(place), of: name)) }
        return values
    }

    private func bind(_ value: SQLValue, at place: Int32) -> Int32 {
        switch value {
        case .null:
            return sqlite3_bind_null(handle, place)
        case .integer(let number):
            return sqlite3_bind_int64(handle, place, number)
        case .text(var text):
            return text.withUTF8 { bytes in
                // Swift gives even an empty text an address, so it is bound as a text and not as null.
                bytes.withMemoryRebound(to: CChar.self) {
                    sqlite3_bind_text(handle, place, $0.baseAddress, Int32($0.count), Self.copied)
                }
            }
        case .bytes(let bytes):
            guard !bytes.isEmpty else { return sqlite3_bind_zeroblob(handle, place, 0) }
            return bytes.withUnsafeBytes {
                sqlite3_bind_blob(handle, place, $0.baseAddress, Int32($0.count), Self.copied)
            }
        }
    }

    private func value(_ place: Int32, of column: String) throws(DutyFailure) -> SQLValue {
        switch sqlite3_column_type(handle, place) {
        case SQLITE_NULL:
            return .null
        case SQLITE_INTEGER:
            return .integer(sqlite3_column_int64(handle, place))
        case SQLITE_TEXT:
            let text = sqlite3_column_text(handle, place)
            let bytes = UnsafeBufferPointer(start: text, count: Int(sqlite3_column_bytes(handle, place)))
            return .text(String(decoding: bytes, as: UTF8.self))
        case SQLITE_BLOB:
            let blob = sqlite3_column_blob(handle, place)
            return .bytes(Array(UnsafeRawBufferPointer(start: blob, count: Int(sqlite3_column_bytes(handle, place)))))
        default:
            throw DutyFailure(.dataMalformed, "The database's column “\(column)” holds a fraction.")
        }
    }

    private func require(_ code: Int32, _ expected: Int32) throws {
        guard code != expected else { return }
        let connection = sqlite3_db_handle(handle)
        throw DatabaseError(
            resultCode: ResultCode(rawValue: code), message: sqlite3_errmsg(connection).map { String(cString: $0) })
    }
}
