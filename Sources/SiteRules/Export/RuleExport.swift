/// The rules in one format.
public struct RuleExport: Hashable, Sendable {
    /// The file, ending in a new line.
    public let text: String
    /// What a reader must know: for whom the rules are, what they deny, what the format cannot say. Stands in the
    /// text where the format has comments, or is a text for people.
    public let explanation: [String]
    /// Whether the explanation stands in the text.
    public let isExplainedInText: Bool
    /// What the format cannot say; in the explanation too.
    public let unsaid: [UnsaidRule]
}

/// What one format makes of a selection, before its explanation is put in front.
struct RuleBody {
    /// How a line of comment begins, or nil where the format has no comments.
    var comment: String?
    /// Whether the rules are themselves a text for people that says all of it.
    var isText = false
    /// What the rules do with everything that they do not name; one sentence each.
    var denial: [String]
    /// How to use the file, and what to beware of; one sentence each.
    var advice: [String] = []
    /// What this format cannot say.
    var unsaid: [UnsaidRule] = []
    /// The rules.
    var lines: [String]

    /// The file, explained.
    func export(_ selection: RuleSelection, formatName: String) -> RuleExport {
        let everything = unsaid + selection.unsaid
        var explanation = [Self.title(selection), Self.origin(selection, formatName), ""] + denial + advice
        if !everything.isEmpty {
            explanation += ["", "Not written here:"] + everything.map { "  \($0.what): \($0.why)" }
        }
        var all = lines
        if let comment {
            all = explanation.map { $0.isEmpty ? comment : comment + " " + $0 } + [""] + lines
        }
        return RuleExport(
            text: all.joined(separator: "\n") + "\n", explanation: explanation,
            isExplainedInText: comment != nil || isText, unsaid: everything)
    }

    private static func title(_ selection: RuleSelection) -> String {
        let entries = selection.endpoints.count
        let which = selection.level.map { "its \($0.rawValue) entries" } ?? "all entries"
        return "\(selection.title) (\(selection.guideName)), \(which): \(entries) endpoints."
    }

    private static func origin(_ selection: RuleSelection, _ formatName: String) -> String {
        let level = selection.level == .required ? " --level required" : ""
        let source = selection.sources.map { " --source \($0)" }.joined()
        return "Written by: dutymark rules --format \(formatName) --guide \(selection.guideName)\(level)\(source)"
    }
}
