import DutyModel

/// The lines of a squid.conf that matter here, each with its number.
struct SquidText {
    /// A directive and its words.
    struct Line {
        let number: Int
        let words: [String]

        /// The line as a report quotes it: with its number, and cut where it is long.
        var written: String {
            let text = RuleText.oneLine(words.joined(separator: " "))
            return "line \(number): " + (text.count > 96 ? text.prefix(95) + "…" : text)
        }
    }

    let fileName: String
    let lines: [Line]

    /// Splits a text into directives: comments go, a backslash at the end joins the next line.
    init(_ text: String, fileName: String) {
        self.fileName = fileName
        var lines: [Line] = []
        var joined: (number: Int, text: String)?
        let written = text.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, raw) in written.enumerated() {
            var content = raw.hasSuffix("\r") ? raw.dropLast() : raw
            let goesOn = content.hasSuffix("\\")
            if goesOn { content = content.dropLast() }
            let start = joined?.number ?? index + 1
            let whole = (joined?.text ?? "") + content
            joined = goesOn ? (start, whole + " ") : nil
            guard !goesOn else { continue }
            let words = Self.words(whole)
            if !words.isEmpty { lines.append(Line(number: start, words: words)) }
        }
        self.lines = lines
    }

    /// A failure at a line.
    func failure(_ line: Line, _ what: String) -> DutyFailure { .ruleFile(fileName, line.number, what) }

    private static func words(_ text: String) -> [String] {
        text.split(whereSeparator: \.isWhitespace).prefix { !$0.hasPrefix("#") }.map(String.init)
    }
}
