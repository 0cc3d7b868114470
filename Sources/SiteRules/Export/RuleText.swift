/// Text of a guide made fit for a file of rules.
enum RuleText {
    /// One line without control characters: a guide's words must not end a comment and begin a rule.
    static func oneLine(_ text: String) -> String {
        String(
            text.unicodeScalars.map { scalar in
                let breaks = scalar.properties.isWhitespace || scalar.properties.generalCategory == .control
                return breaks ? " " : Character(scalar)
            })
    }

    /// A text in double quotes as JavaScript and JSON read it; only for texts of one line.
    static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }

    /// Lines with a comma behind each but the last.
    static func commas(between lines: [String]) -> [String] {
        lines.dropLast().map { $0 + "," } + lines.suffix(1)
    }

    /// A name of at most so many bytes; one that is too long is cut and numbered, so that no two are the same.
    static func name(_ whole: String, most: Int, number: String) -> String {
        whole.utf8.count > most ? whole.prefix(most - number.count) + number : whole
    }

    /// A list in words: `80, 443 and 5228`.
    static func list(_ words: [String]) -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " and " + last
    }
}
