/// One page for a ticket: no script, no picture, nothing from another host.
enum HTMLReport {
    static func text(_ report: Report) -> String {
        let roots = report.roots
        let others = report.endpoints.filter { $0.state == .open || $0.state == .untried }
        return ReportTemplates.text(
            .report,
            [
                "title": Markup.escaped(report.title), "verdict": ReportWords.verdict(report.verdict),
                "verdictClass": report.verdict.rawValue, "figures": Markup.escaped(ReportWords.figures(report)),
                "startedAt": report.startedAt.description, "source": Markup.escaped(ReportWords.source(report)),
                "authorities": Markup.escaped(report.authorities),
                "line": Markup.escaped(ReportWords.line(report.line)),
                "causes": roots.isEmpty ? [] : [Words.count(roots.count, "cause", "causes")],
                "nothingFound": ReportWords.nothingFound(report), "articles": roots.map(article),
                "curl": ReportWords.curl(report).map { [Markup.escaped($0)] } ?? [], "failing": table(report.failing),
                "othersCount": Words.count(others.count, "endpoint is", "endpoints are"), "others": table(others),
            ])
    }

    /// Rows in a list of one table, or of none where there are no rows.
    private static func table(_ endpoints: [Report.Endpoint]) -> [[String: Any]] {
        endpoints.isEmpty ? [] : [["rows": endpoints.map(row)]]
    }

    private static func row(_ endpoint: Report.Endpoint) -> [String: String] {
        [
            "name": Markup.escaped(endpoint.name), "purpose": Markup.escaped(endpoint.purpose),
            "level": endpoint.level.rawValue, "state": endpoint.state.rawValue,
            "why": endpoint.finding?.rawValue ?? "",
        ]
    }

    private static func article(_ finding: Finding) -> [String: Any] {
        let concerned: [String: Any] = [
            "count": Words.count(finding.endpoints.count, "endpoint", "endpoints"), "required": finding.required,
            "names": finding.endpoints.map(Markup.escaped).joined(separator: ", "),
        ]
        return [
            "severity": finding.severity.rawValue, "summary": Markup.escaped(finding.summary),
            "scope": Markup.escaped(ReportWords.scope(finding)), "code": finding.code.rawValue,
            "evidence": finding.evidence.map(Markup.escaped),
            "fixer": Markup.escaped(ReportWords.fixer(finding.fixer)), "fix": Markup.escaped(finding.fix),
            "cures": finding.cures.enumerated().map { number, cure in
                [
                    "intro": number == 0 ? "The rule for" : "Or for", "program": cure.program.rawValue,
                    "place": Markup.escaped(cure.place),
                    "lines": Markup.escaped(cure.lines.joined(separator: "\n")),
                ]
            },
            "rules": finding.rule.map { [Markup.escaped($0)] } ?? [],
            "concerned": finding.endpoints.isEmpty ? [] : [concerned],
        ]
    }
}
