/// A statement and the values bound to it.
///
/// Written as an interpolated string, in which every `\(…)` becomes a bound value: a value can never be read
/// as SQL. The engine writes its own placeholders, so the same statement serves SQLite and PostgreSQL.
public struct SQLStatement: Sendable, ExpressibleByStringInterpolation {
    /// The pieces of SQL between the values; always one more than there are values.
    public let pieces: [String]
    /// The values, in the order of their places.
    public let values: [SQLValue]

    public init(stringLiteral value: String) {
        pieces = [value]
        values = []
    }

    public init(stringInterpolation: StringInterpolation) {
        pieces = stringInterpolation.pieces + [stringInterpolation.open]
        values = stringInterpolation.values
    }

    /// The SQL with a placeholder for each value; `placeholder` is given the value's place, counted from 1.
    public func text(placeholder: (Int) -> String) -> String {
        var text = pieces[0]
        for (place, piece) in pieces.dropFirst().enumerated() { text += placeholder(place + 1) + piece }
        return text
    }

    /// Collects the pieces and values of a literal.
    public struct StringInterpolation: StringInterpolationProtocol {
        var pieces: [String] = []
        var values: [SQLValue] = []
        var open = ""

        public init(literalCapacity: Int, interpolationCount: Int) {
            pieces.reserveCapacity(interpolationCount)
            values.reserveCapacity(interpolationCount)
        }

        public mutating func appendLiteral(_ literal: String) { open += literal }

        /// Binds a value.
        public mutating func appendInterpolation(_ value: SQLValue) {
            pieces.append(open)
            values.append(value)
            open = ""
        }

        /// Binds a text.
        public mutating func appendInterpolation(_ text: String) { appendInterpolation(.text(text)) }

        /// Binds a text, or null.
        public mutating func appendInterpolation(_ text: String?) {
            appendInterpolation(text.map { .text($0) } ?? .null)
        }

        /// Binds a whole number.
        public mutating func appendInterpolation(_ number: Int64) { appendInterpolation(.integer(number)) }

        /// Binds raw bytes.
        public mutating func appendInterpolation(_ bytes: [UInt8]) { appendInterpolation(.bytes(bytes)) }

        /// Binds raw bytes, or null.
        public mutating func appendInterpolation(_ bytes: [UInt8]?) {
            appendInterpolation(bytes.map { .bytes($0) } ?? .null)
        }
    }
}
