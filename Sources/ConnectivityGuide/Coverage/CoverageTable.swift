import DutyModel

/// Where an entry of the guide stands in the program.
public enum CoverageState: String, Hashable, Sendable, CaseIterable {
    /// The program does what the entry says.
    case built
    /// The entry is data, and asks for nothing more now.
    case data
    /// The program is to do it; the remark says what is planned.
    case planned
}

/// What the coverage file says of one entry, or of all entries of a group.
public struct CoverageRow: Hashable, Sendable {
    /// The id of an entry, or a group.
    public let covers: String
    /// The files in which to begin reading.
    public let code: [String]
    /// Files below `Tests`, beside the comparison of guide and original.
    public let tests: [String]
    /// Where it stands.
    public let state: CoverageState
    /// What is planned, or a limit of what is built.
    public let remark: String?
}

/// A guide's entries, each with the row that speaks for it.
public struct CoverageTable: Sendable {
    /// The guide.
    public let guide: ConnectivityGuide
    /// Entry and row, in the guide's order.
    public let lines: [(entry: GuideEntry, row: CoverageRow)]

    /// Joins entries and rows; a row that names an entry goes before one that names its group.
    ///
    /// Throws `guide_key_missing` for an entry that no row speaks for, and `guide_unknown_key` for a row that
    /// speaks for none.
    public init(guide: ConnectivityGuide, rows: [CoverageRow]) throws(DutyFailure) {
        let byName = Dictionary(rows.map { ($0.covers, $0) }) { first, _ in first }
        var unused = Set(byName.keys)
        var lines: [(entry: GuideEntry, row: CoverageRow)] = []
        for entry in guide.entries {
            guard let row = byName[entry.id] ?? byName[entry.group] else {
                throw DutyFailure(.guideKeyMissing, "No row of the coverage table speaks for \(entry.id).")
            }
            unused.remove(row.covers)
            lines.append((entry, row))
        }
        if let stray = unused.min() {
            throw DutyFailure(.guideUnknownKey, "The row “\(stray)” of the coverage table speaks for no entry.")
        }
        self.guide = guide
        self.lines = lines
    }

    /// The table of the built-in guide `b700-v2`.
    public static func builtIn() throws(DutyFailure) -> CoverageTable {
        let name = "b700-v2-coverage.yaml"
        return try CoverageTable(
            guide: try ConnectivityGuide.builtIn("b700-v2"),
            rows: try CoverageReader.read(GuideResource.text(name), fileName: name))
    }
}
