import DutyModel

/// A ticket in Markdown to whoever looks after the network: what is wrong, what to open for whom and why, and how to see
/// that it is done.
struct TicketReport {
    let report: Report

    var text: String {
        let roots = report.causes
        return ReportTemplates.text(
            .ticket,
            [
                "title": Self.cell(report.title), "source": ReportWords.source(report),
                "startedAt": report.startedAt.description, "verdict": ReportWords.verdict(report.verdict),
                "figures": Self.cell(ReportWords.figures(report)), "authorities": Self.cell(report.authorities),
                "line": ReportWords.line(report.line),
                "noCause": roots.isEmpty ? [Self.cell(ReportWords.nothingFound(report))] : [],
                "causes": roots.enumerated().map { cause($0 + 1, $1) },
                "curl": ReportWords.curl(report).map { [$0] } ?? [],
            ])
    }

    private func cause(_ number: Int, _ finding: Finding) -> [String: Any] {
        let concerned = Set(finding.endpoints)
        // The places that the finding concerns, as a firewall's administrator wants them.
        let rows = report.endpoints.filter { concerned.contains($0.name) }.map {
            ["name": Self.code($0.name), "level": $0.level.rawValue, "purpose": Self.cell($0.purpose)]
        }
        let cures = finding.cures.enumerated().map { number, cure -> [String: Any] in
            [
                "intro": number == 0 ? "Lines" : "Or lines", "program": cure.program.rawValue,
                "place": Self.cell(cure.place), "lines": cure.lines.map { $0.replacing("```", with: "") },
            ]
        }
        return [
            "number": number, "summary": Self.cell(finding.summary), "fixer": ReportWords.fixer(finding.fixer),
            "fix": Self.cell(finding.fix), "evidence": finding.evidence.map(Self.cell),
            "table": rows.isEmpty ? [] : [["rows": rows]], "cures": cures,
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
