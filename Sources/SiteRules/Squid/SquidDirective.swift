/// The directives of squid that are judged here, and words that look like one of them.
enum SquidDirective {
    private static let judged = ["http_access", "ssl_bump", "acl"]
    /// Directives that squid has and that differ from those by a letter or two.
    private static let others: Set<String> = ["htcp_access", "http_access2"]

    /// The directive that is probably meant by a word that squid does not know, or nil. Squid does not start with it.
    static func meant(by word: String) -> String? {
        guard !judged.contains(word), !others.contains(word), word.utf8.count <= 16 else { return nil }
        let folded = word.lowercased().replacing("-", with: "_")
        return judged.first { distance(folded, $0) <= ($0.count > 3 ? 2 : 1) }
    }

    /// How many letters must be put in, taken out, changed or swapped with their neighbour.
    private static func distance(_ one: String, _ other: String) -> Int {
        let (left, right) = (Array(one.utf8), Array(other.utf8))
        var rows = [Array(0...right.count)]
        for row in 1..<(left.count + 1) {
            var line = [row]
            for column in 1..<(right.count + 1) {
                let change = rows[row - 1][column - 1] + (left[row - 1] == right[column - 1] ? 0 : 1)
                var least = min(change, rows[row - 1][column] + 1, line[column - 1] + 1)
                if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
                    least = min(least, rows[row - 2][column - 2] + 1)
                }
                line.append(least)
            }
            rows.append(line)
        }
        return rows[left.count][right.count]
    }
}
