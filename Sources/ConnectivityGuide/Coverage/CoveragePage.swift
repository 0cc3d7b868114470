extension CoverageTable {
    /// The page `docs/guide-coverage.md`: every word of the original with entry, code, tests and state.
    public var markdown: String {
        """
        # What became of the connectivity guide

        The index from the guide of the B700 2.0 to the code. This page is written by `dutymark guide coverage`; a test
        compares the two. It holds every sentence of the guide with the entry of `\(guide.name)` that keeps it, the files
        in which to begin reading, their tests, and the state: *built*, *data* (an entry that asks for nothing more now)
        or *planned*.

        `GuideComparisonTests` covers every line: it compares guide and original both ways and fails when any one entry
        is taken away. The column “Tests” names, below `Tests`, what checks the behaviour as well.

        The guide has **\(guide.endpoints.count)** endpoints (host pattern, port, transport), \
        \(guide.endpoints(level: .required).count) of them required, and \(lines.count) entries in all: \
        \(count(.built)) built, \(count(.data)) data, \(count(.planned)) planned.

        ## What the guide says

        \(table { $0.hasPrefix("fact/") })\(rows { !$0.hasPrefix("fact/") && !$0.hasPrefix("endpoint/") })
        ## The endpoints

        \(table { $0.hasPrefix("endpoint/") })
        """
    }

    private func table(of isMeant: (String) -> Bool) -> String {
        "| The guide’s words | Entry | Code | Tests | State |\n|---|---|---|---|---|\n" + rows(of: isMeant)
    }

    private func rows(of isMeant: (String) -> Bool) -> String {
        lines.filter { isMeant($0.entry.id) }.map { entry, row in
            let words = entry.source.map(Self.escaped).joined(separator: "<br>")
            let code = row.code.map { "`\($0)`" }.joined(separator: ", ")
            let tests = row.tests.map { "`\($0)`" }.joined(separator: ", ")
            let state = row.state.rawValue + (row.remark.map { ": " + Self.escaped($0) } ?? "")
            return "| \(words) | `\(entry.id)` | \(code) | \(tests) | \(state) |\n"
        }.joined()
    }

    private func count(_ state: CoverageState) -> Int { lines.count { $0.row.state == state } }

    /// The text with what Markdown would take as its own marks made plain.
    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { plain, character in
            if "|*_[]<>`\\".contains(character) { plain.append("\\") }
            plain.append(character)
        }
    }
}
