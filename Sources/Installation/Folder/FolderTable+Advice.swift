import DutyModel

extension FolderTable.Row {
    /// The path as a pattern, for the rest of a path that begins at the data folder.
    fileprivate var pattern: String {
        var pattern = ""
        for part in path.split(separator: "/", omittingEmptySubsequences: false) {
            let escaped = part.map { $0.isLetter || $0.isNumber || $0 == "…" ? "\($0)" : "\\\($0)" }.joined()
            pattern += (pattern.isEmpty ? "" : "/")
            pattern += escaped.replacing("NAME", with: "[^/ :]+").replacing("N", with: "[0-9]+")
                .replacing("…", with: "[^ :]+")
        }
        return pattern
    }

    /// Whether the row is of this path in the data folder.
    func covers(_ path: String) -> Bool {
        guard let pattern = try? Regex(pattern) else { return false }
        return path.wholeMatch(of: pattern) != nil
    }
}

extension FolderTable {
    /// Failures that are about a file, and for which the usual remedy knows less than the file's row.
    private static let codes: Set<FailureCode> = [
        .dataMissing, .dataMalformed, .dataForeign, .keyMissing, .journalDamaged, .anchorMissing, .journalRolledBack,
    ]

    /// The row of the file that this failure names by its path; the journal's own failures name none.
    static func row(for failure: DutyFailure, in layout: FolderLayout) -> Row? {
        guard codes.contains(failure.code) else { return nil }
        if [.journalDamaged, .anchorMissing, .journalRolledBack].contains(failure.code) {
            return rows.first { $0.path == "base/psd/psd.journal" }
        }
        for path in failure.message.paths(after: layout.root + "/") {
            if let row = rows.first(where: { $0.covers(path) }) { return row }
        }
        return nil
    }
}

extension FolderLayout {
    /// The failure with the remedy of the file that it names; unchanged where it is about none.
    package func advised(_ failure: DutyFailure) -> DutyFailure {
        if failure.code == .fileUnreadable, failure.remedy == failure.code.usualRemedy,
            failure.message.contains(root + "/")
        {
            return DutyFailure(failure.code, failure.message, remedy: FolderRemedy.whenUnreadable)
        }
        guard let row = FolderTable.row(for: failure, in: self), failure.remedy == failure.code.usualRemedy else {
            return failure
        }
        return DutyFailure(failure.code, failure.message, remedy: row.remedy.text)
    }

    /// Does something with the folder; a failure that is about one of its files says what the table says.
    package func advising<Value>(_ work: () throws(DutyFailure) -> Value) throws(DutyFailure) -> Value {
        do throws(DutyFailure) {
            return try work()
        } catch {
            throw advised(error)
        }
    }

    /// Does something with the folder that takes its time; failures as above.
    package func advising<Value>(_ work: () async throws(DutyFailure) -> Value) async throws(DutyFailure) -> Value {
        do throws(DutyFailure) {
            return try await work()
        } catch {
            throw advised(error)
        }
    }
}

extension DutyFailure {
    /// The failure with the path of the file that it is about, where it does not name it.
    func naming(_ path: String) -> DutyFailure {
        guard !message.contains(path) else { return self }
        return DutyFailure(
            code, "\(path): \(message)", remedy: remedy == code.usualRemedy ? nil : remedy,
            maximumAllowed: maximumAllowed)
    }
}

extension String {
    /// What follows each place where this stands, up to the end of a word; the sentence's own stops are left off.
    fileprivate func paths(after start: String) -> [String] {
        var found: [String] = []
        for range in ranges(of: start) {
            let rest = self[range.upperBound...].prefix { $0 != " " && $0 != ":" && $0 != "\n" }
            found.append(String(rest.reversed().drop { $0 == "." || $0 == "," || $0 == ";" }.reversed()))
        }
        return found
    }
}
