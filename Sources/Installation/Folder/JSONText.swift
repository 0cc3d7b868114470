import Foundation

/// JSON as files of the data folder and the command line have it: sorted keys, so that two of them can be compared.
package enum JSONText {
    /// The text of a value.
    package static func of(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        // Only strings, whole numbers and lists of them are ever given; those always encode.
        return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }
}
