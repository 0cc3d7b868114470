/// A statement and the values bound to it.
///
/// Written as an interpolated string, in which every `\(…)` becomes a bound value: a value can never be read
/// as SQL. The engine writes its own placeholders, so the same statement serves SQLite and PostgreSQL.
public struct SQLStatement: Sendable, ExpressibleByStringInterpolation {
    /// The SQL, with a question mark in the place of each value.
    public let markedText: String
    /// The values, in the order of their places.
    public let values: [SQLValue]
    /// Where the question marks stand, counted in bytes.
    private let marks: [Int]

    public init(stringLiteral value: String) {
        markedText = value
        values = []
        marks = []
    }

    public init(stringInterpolation: StringInterpolation) {
        markedText = stringInterpolation.text
        values = stringInterpolation.values
        marks = stringInterpolation.marks
    }

    /// The SQL with another placeholder for each value; `placeholder` is given the value's place, counted from 1.
    public func text(placeholder: (Int) -> String) -> String {
        let bytes = markedText.utf8
        var text = ""
        var start = bytes.startIndex
        for (place, mark) in marks.enumerated() {
            let end = bytes.index(bytes.startIndex, offsetBy: mark)
            text += markedText[start..<end] + placeholder(place + 1)
            start = bytes.index(after: end)
        }
        return text + markedText[start...]
    }

    /// Collects the text and the values of a literal.
    public struct StringInterpolation: StringInterpolationProtocol {
        var text = ""
        var values: [SQLValue] = []
        var marks: [Int] = []

        // A statement is written anew for each request, so each of the three grows once.
        public init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + interpolationCount)
            values.reserveCapacity(interpolationCount)
            marks.reserveCapacity(interpolationCount)
        }

        public mutating func appendLiteral(_ literal: String) { text += literal }

        /// Binds a value.
        public mutating func appendInterpolation(_ value: SQLValue) {
            marks.append(text.utf8.count)
            text += "?"
            values.append(value)
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
