import DutyModel

/// What a statement can bind.
public protocol SQLBindable {
    /// As the value that is bound.
    var sqlValue: SQLValue { get }
}

extension SQLValue: SQLBindable { public var sqlValue: SQLValue { self } }
extension String: SQLBindable { public var sqlValue: SQLValue { .text(self) } }
extension Int64: SQLBindable { public var sqlValue: SQLValue { .integer(self) } }
extension UInt32: SQLBindable { public var sqlValue: SQLValue { .integer(Int64(self)) } }
extension [UInt8]: SQLBindable { public var sqlValue: SQLValue { .bytes(self) } }
extension Paise: SQLBindable { public var sqlValue: SQLValue { .integer(count) } }
extension Timestamp: SQLBindable { public var sqlValue: SQLValue { .integer(seconds) } }
extension PSDKeyID: SQLBindable { public var sqlValue: SQLValue { .text(description) } }

extension UInt64: SQLBindable {
    /// One above the range of `Int64` is null, which no column of counts accepts.
    public var sqlValue: SQLValue { Int64(exactly: self).map { .integer($0) } ?? .null }
}

extension SQLStatement.StringInterpolation {
    /// Binds fixed bytes as lower-case hexadecimal, which a person can compare.
    public mutating func appendInterpolation(_ value: some ByteValue) { appendInterpolation(value.hex) }

    /// Binds a name.
    public mutating func appendInterpolation(_ name: some NamedText) { appendInterpolation(name.text) }
}
