import Foundation

/// JSON as people compare it: sorted keys, two blanks of indentation; the same value always gives the same bytes.
package enum JSONText {
    /// The text of a value; throws what the encoder throws for one that has no form in JSON.
    package static func encoded(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// The text of a value of strings, whole numbers and lists of them, which always has one.
    package static func of(_ value: some Encodable) -> String { (try? encoded(value)) ?? "{}" }
}
