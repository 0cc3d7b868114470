import ConnectivityGuide

/// A text for a ticket to whoever looks after the firewall.
enum MarkdownRules {
    static func body(_ selection: RuleSelection) -> RuleBody {
        let who = selection.sourceWords.map { "the machine at \($0)" } ?? "the machine"
        var lines = ["## Network access for \(who)", ""]
        lines += [
            "Please let these connections pass, from the inside to the outside. The machine opens every one of them;"
        ]
        lines += ["nothing connects to it from the outside. TLS to these hosts must not be inspected.", ""]
        for level in GuideLevel.allCases { lines += table(level, selection) }
        if !selection.unsaid.isEmpty {
            lines += ["### Not in the tables", ""]
            lines += selection.unsaid.map { "- \(cell($0.what)): \($0.why)" } + [""]
        }
        lines += [
            "Deny by default: everything else may stay closed for \(who).", "",
            "The tables are from the guide “\(cell(selection.title))” (\(selection.guideName)).",
        ]
        return RuleBody(
            comment: nil, denial: ["Deny by default: the text asks for these connections and no other."], lines: lines)
    }

    private static func table(_ level: GuideLevel, _ selection: RuleSelection) -> [String] {
        let rows = selection.targets.compactMap { row($0, level) }
        guard !rows.isEmpty else { return [] }
        let title = level == .required ? "Required: the machine does not work without" : "Recommended"
        return ["### \(title)", "", "| Host | Ports | Purpose |", "|---|---|---|"] + rows + [""]
    }

    private static func row(_ target: RuleTarget, _ level: GuideLevel) -> String? {
        let endpoints = target.endpoints.filter { $0.level == level }
        guard let first = endpoints.first else { return nil }
        let host = target.kind == .anywhere ? "any host" : "`\(first.host.text.lowercased())`"
        let ports = endpoints.map { "\($0.transport.rawValue.uppercased()) \($0.portNumber.map(String.init) ?? "")" }
        return "| \(host) | \(ports.joined(separator: ", ")) | \(cell(first.purpose)) |"
    }

    /// Text that neither ends a cell nor begins markup.
    private static func cell(_ text: String) -> String {
        var safe = RuleText.oneLine(text)
        for mark in ["\\", "|", "<", "`", "*", "["] { safe = safe.replacing(mark, with: "\\" + mark) }
        return safe
    }
}
