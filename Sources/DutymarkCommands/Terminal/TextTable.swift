/// Rows in columns, for a terminal.
struct TextTable {
    private let header: [String]
    private let rows: [[String]]
    private let figures: Set<Int>

    /// A table; the columns of `figures` are set to the right, so that their digits stand under each other.
    init(_ header: [String], _ rows: [[String]], figures: Set<Int>) {
        self.header = header
        self.rows = rows
        self.figures = figures
    }

    /// The table, or a sentence where it has no rows.
    func text(whenEmpty sentence: String) -> String {
        guard !rows.isEmpty else { return sentence }
        let lines = [header] + rows
        let widths = header.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        return lines.map { cells in
            cells.enumerated().map { column, cell in
                let blanks = String(repeating: " ", count: widths[column] - cell.count)
                if figures.contains(column) { return blanks + cell }
                return column == cells.count - 1 ? cell : cell + blanks
            }.joined(separator: "  ")
        }.joined(separator: "\n")
    }
}
