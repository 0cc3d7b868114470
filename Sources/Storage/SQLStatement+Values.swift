import DutyModel

extension SQLStatement.StringInterpolation {
    /// Binds an amount in paise.
    public mutating func appendInterpolation(_ amount: Paise) { appendInterpolation(amount.count) }

    /// Binds a moment in seconds.
    public mutating func appendInterpolation(_ time: Timestamp) { appendInterpolation(time.seconds) }

    /// Binds a moment in seconds, or null.
    public mutating func appendInterpolation(_ time: Timestamp?) {
        appendInterpolation(time.map { .integer($0.seconds) } ?? .null)
    }

    /// Binds a count; one above the range of `Int64` binds as null, which no column of counts accepts.
    public mutating func appendInterpolation(_ count: UInt64) {
        appendInterpolation(Int64(exactly: count).map { .integer($0) } ?? .null)
    }

    /// Binds a count.
    public mutating func appendInterpolation(_ count: UInt32) { appendInterpolation(Int64(count)) }

    /// Binds fixed bytes as lower-case hexadecimal, which a person can compare.
    public mutating func appendInterpolation(_ value: some ByteValue) { appendInterpolation(value.hex) }

    /// Binds a name.
    public mutating func appendInterpolation(_ name: some NamedText) { appendInterpolation(name.text) }

    /// Binds a device key by its name.
    public mutating func appendInterpolation(_ key: PSDKeyID) { appendInterpolation(key.description) }
}
