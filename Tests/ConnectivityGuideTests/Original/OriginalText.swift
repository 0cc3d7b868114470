import Foundation

/// The original guide as the comparison reads it: its lines without Markdown and HTML marks.
struct OriginalText {
    /// Every line that is not empty.
    let lines: [String]

    /// The original guide that is kept beside the tests.
    static func fixture() throws -> OriginalText {
        let url = Bundle.module.bundleURL.appendingPathComponent("Fixtures/b700-v2-connectivity-guide.txt")
        return OriginalText(try String(contentsOf: url, encoding: .utf8))
    }

    init(_ text: String) {
        lines = text.split(separator: "\n").map { Self.plain(String($0)) }.filter { !$0.isEmpty }
    }

    /// Tags, bullets, emphasis and the brackets round a link go; a star before a domain stays.
    private static func plain(_ line: String) -> String {
        var text = line.replacing(#/<\/?[a-z]+( [^>]*)?>/#, with: " ")
        for mark in ["\u{a0}", "\t", "•", "**"] {
            text = text.replacingOccurrences(of: mark, with: mark == "**" ? "" : " ")
        }
        text = text.replacing(#/\*(?!\.)|<|>/#, with: "").replacing(#/ +/#, with: " ")
        text = text.trimmingCharacters(in: .whitespaces)
        return text.hasPrefix("- ") ? String(text.dropFirst(2)) : text
    }
}
