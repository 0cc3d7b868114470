/// A statement and the values bound to it.
///
/// Written as an interpolated string, in which every `\(…)` becomes a bound value: a value can never be read
/// as SQL.
public struct SQLStatement: Sendable, ExpressibleByStringInterpolation {
    /// The SQL, with a question mark in the place of each value.
    public let markedText: String
    /// The values, in the order of their places.
    public let values: [SQLValue]

    /// What a literal says.
    public init(stringLiteral value: String) {
        markedText = value
        values = []
    }

    /// What a literal says.
    public init(stringInterpolation: StringInterpolation) {
        markedText = stringInterpolation.text
        values = stringInterpolation.values
    }

    /// Collects the text and the values of a literal.
    public struct StringInterpolation: StringInterpolationProtocol {
        var text = ""
        var values: [SQLValue] = []

        // A statement is written anew for each request, so both grow once.
        public init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + interpolationCount)
            values.reserveCapacity(interpolationCount)
        }

        public mutating func appendLiteral(_ literal: String) { text += literal }

        /// Binds a value.
        public mutating func appendInterpolation(_ value: some SQLBindable) {
            text += "?"
            values.append(value.sqlValue)
        }

        /// Binds a value, or null.
        public mutating func appendInterpolation(_ value: (some SQLBindable)?) {
            appendInterpolation(value?.sqlValue ?? .null)
        }
    }
}
