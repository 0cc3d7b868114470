/// The page that holds the newest table, between two marks; everything outside them is written by people.
struct PerformancePage {
    static let opening = "<!-- newest table, written by make bench -->"
    static let closing = "<!-- end of the newest table -->"

    let text: String

    /// The page with this table and these words about its run, or `nil` when the page has lost its marks.
    func refreshed(with table: String, note: String) -> String? {
        guard let start = text.firstRange(of: Self.opening)?.upperBound,
            let end = text[start...].firstRange(of: Self.closing)?.lowerBound
        else { return nil }
        return text[..<start] + "\n\(note)\n\n\(table)" + text[end...]
    }
}
