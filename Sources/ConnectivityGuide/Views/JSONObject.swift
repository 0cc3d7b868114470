import DutyModel
import Foundation

/// A JSON object, written down key by key. A key is never left out: an absent value is `null`, so that a reader need not
/// guess.
package struct JSONObject: Encodable, ExpressibleByDictionaryLiteral {
    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    private let members: [(key: String, value: any Encodable)]

    package init(dictionaryLiteral members: (String, any Encodable)...) {
        self.members = members.map { (key: $0, value: $1) }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Name.self)
        for (key, value) in members { try container.encode(value, forKey: Name(stringValue: key)) }
    }

    /// The object as text: keys sorted, two blanks of indentation, a new line at the end; the same values always give the
    /// same bytes. Throws `internal_error`, with these words, where a value has no form in JSON.
    package func text(failing words: String) throws(DutyFailure) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
        } catch {
            throw DutyFailure(.internalError, words)
        }
    }
}
