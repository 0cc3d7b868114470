/// Reads the simple commands out of a piece of shell, enough for what the documents show: quotes, comments, line
/// continuations, pipes, lists, redirections, assignments and `$(…)`. It runs nothing.
struct ShellReader {
    /// Each command as its words; quotes are removed and `$(…)` stands as `$()`.
    private(set) var commands: [[String]] = []
    private var words: [String] = []
    private var word: String?

    private static let separators: Set<Character> = ["\n", ";", "|", "&", "(", ")", "{", "}"]
    private static let keywords: Set<String> = ["if", "then", "else", "fi", "while", "do", "done", "!", "exec", "time"]

    init(_ text: String) {
        var rest = Substring(text)
        while let character = rest.popFirst() { read(character, &rest) }
        endCommand()
    }

    private mutating func read(_ character: Character, _ rest: inout Substring) {
        switch character {
        case "\\":
            if let escaped = rest.popFirst(), escaped != "\n" { append(String(escaped)) }
        case "'":
            append(String(rest.prefix { $0 != "'" }))
            rest = rest.drop { $0 != "'" }.dropFirst()
        case "\"":
            readDoubleQuoted(&rest)
        case "$" where rest.first == "(":
            readSubstitution(&rest)
        case "#" where word == nil:
            rest = rest.drop { $0 != "\n" }
        case " ", "\t":
            endWord()
        case _ where Self.separators.contains(character) && !(character == "&" && (word ?? "").hasSuffix(">")):
            endCommand()
        default:
            append(String(character))
        }
    }

    private mutating func readDoubleQuoted(_ rest: inout Substring) {
        append("")
        while let character = rest.popFirst(), character != "\"" {
            if character == "\\", let escaped = rest.popFirst() {
                append(String(escaped))
            } else if character == "$", rest.first == "(" {
                readSubstitution(&rest)
            } else {
                append(String(character))
            }
        }
    }

    private mutating func readSubstitution(_ rest: inout Substring) {
        rest.removeFirst()
        var depth = 1
        var inner = ""
        while let character = rest.popFirst() {
            if character == "(" { depth += 1 }
            if character == ")" { depth -= 1 }
            if depth == 0 { break }
            inner.append(character)
        }
        commands += ShellReader(inner).commands
        append("$()")
    }

    private mutating func append(_ text: String) {
        word = (word ?? "") + text
    }

    private mutating func endWord() {
        if let word { words.append(word) }
        word = nil
    }

    private mutating func endCommand() {
        endWord()
        let command = Self.withoutRedirections(words).drop { word in
            Self.keywords.contains(word) || word.wholeMatch(of: /[A-Za-z_]\w*=.*/) != nil
        }
        if !command.isEmpty { commands.append(Array(command)) }
        words = []
    }

    private static func withoutRedirections(_ words: [String]) -> [String] {
        var kept: [String] = []
        var skipsNext = false
        for word in words {
            if skipsNext {
                skipsNext = false
            } else if word.wholeMatch(of: /\d?(?:>>?|<)/) != nil {
                skipsNext = true
            } else if word.wholeMatch(of: /\d?(?:>>?|<).+/) == nil {
                kept.append(word)
            }
        }
        return kept
    }
}
