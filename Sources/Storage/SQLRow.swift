import DutyModel

/// One row of an answer; columns are read by name.
///
/// A column that is missing or of another type means that the database is not the one this program wrote, so
/// every reader throws `data_malformed` and none guesses.
public struct SQLRow: Sendable {
    // All rows of an answer share the names. A table has a few columns, so looking along them is quicker than a
    // dictionary would be to make.
    private let names: [String]
    private let values: [SQLValue]

    /// A row of these columns: as many values as names, in the same order.
    public init(names: [String], values: [SQLValue]) {
        self.names = names
        self.values = values
    }

    /// The value of a column.
    public func value(_ name: String) throws(DutyFailure) -> SQLValue {
        let length = name.utf8.count
        // Their lengths alone tell most names apart.
        guard let place = names.firstIndex(where: { $0.utf8.count == length && $0 == name }),
            values.indices.contains(place)
        else { throw malformed(name) }
        return values[place]
    }

    /// A whole number.
    public func integer(_ name: String) throws(DutyFailure) -> Int64 {
        guard case .integer(let number) = try value(name) else { throw malformed(name) }
        return number
    }

    /// What `read` makes of a column, such as `row.time`; nil where the column holds null.
    public func ifAny<Value>(
        _ name: String, _ read: (String) throws(DutyFailure) -> Value
    ) throws(DutyFailure) -> Value? {
        try value(name) == .null ? nil : try read(name)
    }

    /// A whole number that fits the type asked for.
    public func count<Number: FixedWidthInteger>(_ name: String) throws(DutyFailure) -> Number {
        guard let number = Number(exactly: try integer(name)) else { throw malformed(name) }
        return number
    }

    /// A text.
    public func text(_ name: String) throws(DutyFailure) -> String {
        guard case .text(let text) = try value(name) else { throw malformed(name) }
        return text
    }

    /// Raw bytes; SQLite gives none back where none were put in.
    public func bytes(_ name: String) throws(DutyFailure) -> [UInt8] {
        guard case .bytes(let bytes) = try value(name) else { throw malformed(name) }
        return bytes
    }

    /// An amount in paise.
    public func amount(_ name: String) throws(DutyFailure) -> Paise { Paise(try integer(name)) }

    /// A moment.
    public func time(_ name: String) throws(DutyFailure) -> Timestamp { Timestamp(try integer(name)) }

    /// Fixed bytes that stand as hexadecimal.
    public func byteValue<Value: ByteValue>(_ name: String) throws(DutyFailure) -> Value {
        do { return try Value(hex: text(name)) } catch { throw malformed(name) }
    }

    /// A name that outsiders assign.
    public func name<Value: NamedText>(_ name: String) throws(DutyFailure) -> Value {
        do { return try Value(text(name)) } catch { throw malformed(name) }
    }

    /// A device key.
    public func psdKey(_ name: String) throws(DutyFailure) -> PSDKeyID {
        do { return try PSDKeyID(text(name)) } catch { throw malformed(name) }
    }

    private func malformed(_ name: String) -> DutyFailure {
        DutyFailure(.dataMalformed, "The database's column “\(name)” does not hold what this program writes there.")
    }
}
