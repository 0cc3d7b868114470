import DutyModel

/// A ticket in Markdown to whoever looks after the network: what is wrong, what to open for whom and why, and how to see
/// that it is done.
struct TicketReport {
    let report: Report

    var text: String {
        var lines = ["# Network of a franking machine: \(Self.cell(report.title))", ""]
        lines += [
            "A stamp-duty franking machine needs the network of this site. It opens every connection itself; nothing "
                + "connects to it from the outside.", "",
            "- Seen from: \(ReportWords.source(report))", "- Seen at: \(report.startedAt)",
            "- Result: \(ReportWords.verdict(report.verdict)), \(Self.cell(ReportWords.figures(report)))",
            "- Certificates were judged by \(Self.cell(report.authorities))", "- \(ReportWords.line(report.line))",
        ]
        let roots = report.roots.filter { $0.severity != .information }
        if roots.isEmpty { lines += ["", "No cause was found: \(Self.cell(ReportWords.nothingFound(report)))."] }
        for (number, finding) in roots.enumerated() { lines += section(number + 1, finding) }
        return (lines + check).joined(separator: "\n") + "\n"
    }

    private func section(_ number: Int, _ finding: Finding) -> [String] {
        var lines = ["", "## \(number). \(Self.cell(finding.summary))", ""]
        lines += [
            "To be done (\(ReportWords.fixer(finding.fixer))): **\(Self.cell(finding.fix))**", "", "How it is known:",
            "",
        ]
        lines += finding.evidence.map { "- \(Self.cell($0))" }
        lines += table(finding)
        for (number, cure) in finding.cures.enumerated() {
            lines += [
                "", "\(number == 0 ? "Lines" : "Or lines") for \(cure.program.rawValue), \(Self.cell(cure.place)):", "",
                "```",
            ]
            lines += cure.lines.map { $0.replacing("```", with: "") } + ["```"]
        }
        return lines
    }

    /// The places that the finding concerns, as a firewall's keeper wants them.
    private func table(_ finding: Finding) -> [String] {
        let concerned = Set(finding.endpoints)
        let rows = report.endpoints.filter { concerned.contains($0.name) }
        guard !rows.isEmpty else { return [] }
        let head = ["", "| Destination | Level | What it is for |", "|---|---|---|"]
        return head + rows.map { "| `\(Self.code($0.name))` | \($0.level.rawValue) | \(Self.cell($0.purpose)) |" }
    }

    private var check: [String] {
        var lines = ["", "## Afterwards", ""]
        lines += ["`dutymark doctor` at the machine’s place says READY and ends with the exit code 0."]
        if let command = ReportWords.curl(report) {
            lines += ["Without it, from the same place (any status of HTTP is good):", "", "```", command, "```"]
        }
        return lines + [
            "",
            "For other firewalls `dutymark rules --format` writes all that the machine needs: fortigate, palo-alto, "
                + "cisco-asa, iptables, windows and more.",
        ]
    }

    /// Text that neither ends a cell or a line nor begins markup.
    private static func cell(_ text: String) -> String {
        var safe = Words.foreign(text, most: 400)
        for mark in ["\\", "|", "<", "`", "*", "[", "_"] { safe = safe.replacing(mark, with: "\\" + mark) }
        return safe
    }

    private static func code(_ text: String) -> String { Words.foreign(text.replacing("`", with: ""), most: 300) }
}
