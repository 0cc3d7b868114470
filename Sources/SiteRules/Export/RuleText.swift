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

    /// A list in words: `80, 443 and 5228`.
    static func list(_ words: [String]) -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " and " + last
    }
}
