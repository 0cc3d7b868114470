/// A value bound to a statement or read from a row; every engine holds these four.
public enum SQLValue: Hashable, Sendable {
    /// No value.
    case null
    /// A whole number of 64 bits; amounts, counters and times in seconds.
    case integer(Int64)
    /// A text in UTF-8.
    case text(String)
    /// Raw bytes.
    case bytes([UInt8])
}
