import DutyModel
import Storage

/// Whether the books are a demonstration's, whose money is made up; settled when they are first opened, and never changed.
enum BooksKind {
    /// Nil where nothing was settled yet.
    static func isDemonstration(in transaction: any SQLTransaction) throws(DutyFailure) -> Bool? {
        try transaction.row("SELECT demonstration FROM books_kind WHERE only_row = 1").map {
            (row) throws(DutyFailure) in try row.integer("demonstration") != 0
        }
    }

    /// What the books are, settled now as `wanted` where that is open; durable when this returns.
    ///
    /// Throws `data_foreign` where they are of the other kind: an installation is wholly one or the other.
    static func settled(
        as wanted: Bool?, in database: any SQLDatabase, at path: String
    ) async throws(DutyFailure) -> Bool? {
        let held = try await database.read { (transaction) throws(DutyFailure) in
            try isDemonstration(in: transaction)
        }
        guard let wanted else { return held }
        guard let held else {
            try await database.write { (transaction) throws(DutyFailure) -> Void in
                try transaction.execute("INSERT INTO books_kind VALUES (1, \(Int64(wanted ? 1 : 0)))")
            }
            return wanted
        }
        guard held == wanted else {
            throw DutyFailure(
                .dataForeign,
                held
                    ? "\(path) holds the books of a demonstration, and the installation is said to be none."
                    : "The installation is said to be a demonstration, and \(path) holds books of real money.")
        }
        return held
    }
}
