import DutyModel
import DutymarkCommands
import SiteLab
import Testing

/// `docs/reference/failure-codes.md`, made of the declarations: what a code means is the comment above it.
struct FailureCodePage {
    /// The codes of the program, then those of the lab's.
    static let groups = ProgramFailureCodes.groups + [FailureCodeGroup.lab]

    /// What the comment above each declaration says, by the code's name.
    private let meanings: [String: String]
    private let categories: [String: String]

    init(sources: [String]) {
        let code = /((?: *\/\/\/.*\n)+) *public static let \w+ = FailureCode\(\s*"(\w+)"/
        let category = /((?: *\/\/\/.*\n)+) *case (\w+)\n/
        var meanings: [String: String] = [:]
        var categories: [String: String] = [:]
        for source in sources where source.contains("= FailureCode(") {
            for match in source.matches(of: code) { meanings[String(match.2)] = Self.sentence(match.1) }
        }
        for source in sources where source.contains("public enum FailureCategory") {
            for match in source.matches(of: category) { categories[String(match.2)] = Self.sentence(match.1) }
        }
        (self.meanings, self.categories) = (meanings, categories)
    }

    /// The names that the sources declare.
    var declared: Set<String> { Set(meanings.keys) }

    /// The page.
    func text() throws -> String {
        var lines = [
            "# Failure codes", "",
            "Every refusal and failure carries one of these codes. The codes are stable; the sentences may be improved.",
            "This page is made of the declarations in the sources, and a test compares the two.", "",
            "A code that a program doesn't know, because the other side is newer, is read all the same: it keeps its text,",
            "has the category `unknown`, and leaves open what became of a command.", "",
            "## Categories", "",
            "The HTTP status of the clerk's page and of the back end's refusals follows from the category of the code. A",
            "command that fails exits with status 1; `doctor`, `verify`, `guide` and `backend check` end with statuses of",
            "their own where their answer is a verdict.", "",
            "| Category | Meaning | HTTP status |", "|---|---|--:|",
        ]
        for category in FailureCategory.allCases {
            let meaning = try #require(categories[category.rawValue])
            lines.append("| `\(category.rawValue)` | \(meaning) | \(category.httpStatus) |")
        }
        for group in Self.groups {
            lines += ["", "## \(group.title)", ""]
            if let note = group.note { lines += [note, ""] }
            lines += ["| Code | Meaning | What to do | Category | The command |", "|---|---|---|---|---|"]
            for code in group.codes {
                let meaning = try #require(meanings[code.rawValue], "no comment stands above \(code)")
                lines.append(
                    "| `\(code)` | \(meaning) | \(code.usualRemedy) | `\(code.category.rawValue)` | "
                        + "\(Self.words(code.outcome)) |")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func sentence(_ comment: Substring) -> String {
        comment.split(separator: "\n").map { $0.trimmingPrefix { $0 == " " || $0 == "/" } }.joined(separator: " ")
    }

    private static func words(_ outcome: KnownOutcome) -> String {
        switch outcome {
        case .done: "was done"
        case .notDone: "was not done"
        case .notKnown: "may have been done"
        }
    }
}
