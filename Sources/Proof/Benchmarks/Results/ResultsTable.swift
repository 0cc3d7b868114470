import Foundation

/// The rows as people and programs read them.
struct ResultsTable {
    let rows: [BenchmarkRow]

    private static let heading = ["name", "ours", "peer", "ratio", "goal", "floor"]

    /// `bench/results.json`: a list of objects with exactly the keys name, ours, peer, ratio, goal, floor.
    func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(rows) + Data("\n".utf8)
    }

    /// Columns for a terminal.
    var text: String {
        let cells = [Self.heading] + rows.map(Self.cells)
        let widths = Self.heading.indices.map { column in cells.map(\.[column].count).max() ?? 0 }
        return cells.map { row in
            row.enumerated().map { column, cell in
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                return column == 0 ? cell + padding : padding + cell
            }.joined(separator: "  ") + "\n"
        }.joined()
    }

    var markdown: String {
        let ruler = ["---"] + Array(repeating: "--:", count: Self.heading.count - 1)
        return ([Self.heading, ruler] + rows.map(Self.cells)).map { "| " + $0.joined(separator: " | ") + " |\n" }
            .joined()
    }

    private static func cells(of row: BenchmarkRow) -> [String] {
        [row.name] + [row.ours, row.peer, row.ratio, row.goal, row.floor].map { $0.map(number) ?? "–" }
    }

    /// Three significant digits; whole numbers from 100 on.
    static func number(_ value: Double) -> String {
        let size = abs(value)
        let decimals = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3
        return String(format: "%.\(decimals)f", value)
    }
}
