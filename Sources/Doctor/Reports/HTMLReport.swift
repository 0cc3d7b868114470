/// One page for a ticket: no script, no picture, nothing from another host.
enum HTMLReport {
    static func text(_ report: Report) -> String {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>\(Markup.escaped(report.title)): \(ReportWords.verdict(report.verdict))</title>
        <style>\(style)</style>
        </head>
        <body>
        <main>
        <h1>\(Markup.escaped(report.title))</h1>
        <p class="verdict \(report.verdict.rawValue)">\(ReportWords.verdict(report.verdict))</p>
        <p>\(Markup.escaped(ReportWords.figures(report))). A stamp-duty franking machine needs this network. It opens every
        connection itself; nothing connects to it from the outside.</p>
        <p>Seen at \(report.startedAt) from \(Markup.escaped(ReportWords.source(report))). Certificates were judged by
        \(Markup.escaped(report.authorities)). \(Markup.escaped(ReportWords.line(report.line)))</p>
        \(findings(report))
        \(check(report))
        <h2>Endpoints</h2>
        \(table(report.failing))
        \(others(report))
        </main>
        </body>
        </html>

        """
    }

    /// How to see that it is done.
    private static func check(_ report: Report) -> String {
        guard !report.roots.isEmpty else { return "" }
        let curl = ReportWords.curl(report).map {
            " Without it, from the same place; any status of HTTP is good:</p>\n<pre>\(Markup.escaped($0))</pre>"
        }
        return "<h2>Afterwards</h2>\n<p><code>dutymark doctor</code> at the machine’s place says READY."
            + (curl ?? "</p>")
    }

    /// What passes, or was not tried: to be opened where somebody wants to see it.
    private static func others(_ report: Report) -> String {
        let others = report.endpoints.filter { $0.state == .open || $0.state == .untried }
        return "<details><summary>\(Words.count(others.count, "endpoint is", "endpoints are")) open, or untried"
            + "</summary>\(table(others))</details>"
    }

    private static func table(_ endpoints: [Report.Endpoint]) -> String {
        guard !endpoints.isEmpty else { return "" }
        let rows = endpoints.map(row).joined(separator: "\n")
        return """
            <table>
            <thead><tr><th scope="col">Endpoint</th><th scope="col">For</th><th scope="col">Level</th>\
            <th scope="col">State</th><th scope="col">Why</th></tr></thead>
            <tbody>
            \(rows)
            </tbody>
            </table>
            """
    }

    private static func findings(_ report: Report) -> String {
        let roots = report.roots
        guard !roots.isEmpty else { return "<p>No cause was found: \(ReportWords.nothingFound(report)).</p>" }
        return "<h2>\(Words.count(roots.count, "cause", "causes"))</h2>\n" + roots.map(article).joined(separator: "\n")
    }

    private static func article(_ finding: Finding) -> String {
        let evidence = finding.evidence.map { "<li>\(Markup.escaped($0))</li>" }.joined()
        let rule =
            finding.rule.map {
                "<p>The whole guide as rules, for a network that denies the machine all else: "
                    + "<code>\(Markup.escaped($0))</code></p>"
            } ?? ""
        let concerned = finding.endpoints.map(Markup.escaped).joined(separator: ", ")
        let list =
            finding.endpoints.isEmpty
            ? ""
            : "<details><summary>\(Words.count(finding.endpoints.count, "endpoint", "endpoints")), "
                + "\(finding.required) required</summary><p>\(concerned)</p></details>"
        return """
            <article class="\(finding.severity.rawValue)">
            <h3>\(Markup.escaped(finding.summary))</h3>
            <p class="scope">\(Markup.escaped(ReportWords.scope(finding))) · <code>\(finding.code.rawValue)</code></p>
            <ul>\(evidence)</ul>
            <p><strong>Fix (\(Markup.escaped(ReportWords.fixer(finding.fixer)))):</strong> \(Markup.escaped(finding.fix))</p>
            \(cures(finding))\(rule)\(list)
            </article>
            """
    }

    /// The lines for each program, to be copied.
    private static func cures(_ finding: Finding) -> String {
        finding.cures.enumerated().map { number, cure in
            "<p>\(number == 0 ? "The rule for" : "Or for") \(cure.program.rawValue), \(Markup.escaped(cure.place)):</p>"
                + "<pre>\(Markup.escaped(cure.lines.joined(separator: "\n")))</pre>"
        }.joined()
    }

    private static func row(_ endpoint: Report.Endpoint) -> String {
        "<tr class=\"\(endpoint.state.rawValue)\"><td>\(Markup.escaped(endpoint.name))</td><td>\(Markup.escaped(endpoint.purpose))</td><td>\(endpoint.level.rawValue)</td>"
            + "<td>\(endpoint.state.rawValue)</td><td>\(endpoint.finding?.rawValue ?? "")</td></tr>"
    }

    private static let style = """
        body{margin:0;background:#fff;color:#111;font:18px/1.5 system-ui,sans-serif}
        main{max-width:60rem;margin:0 auto;padding:2rem 1.25rem}
        h1{font-size:1.5rem;margin:0}h2{margin:2rem 0 .5rem}h3{margin:0;font-size:1.1rem}
        .verdict{display:inline-block;margin:.75rem 0;padding:.25rem .75rem;border:3px solid #111;font-weight:700}
        .not_ready{border-color:#a40000;color:#a40000}.ready{border-color:#0b5d1e;color:#0b5d1e}
        article{border-left:6px solid #555;padding:.25rem 0 .25rem 1rem;margin:1.25rem 0}
        article.critical{border-color:#a40000}article.warning{border-color:#8a5a00}
        .scope{margin:.1rem 0;color:#444}code{font-size:.95em;overflow-wrap:anywhere}
        pre{margin:.25rem 0;padding:.5rem .75rem;background:#f2f2f2;font-size:.85rem;white-space:pre-wrap;overflow-wrap:anywhere}
        table{border-collapse:collapse;width:100%;font-size:.9rem;font-variant-numeric:tabular-nums}
        th,td{text-align:left;padding:.25rem .6rem .25rem 0;border-bottom:1px solid #ddd;vertical-align:top}
        td:first-child{overflow-wrap:anywhere;min-width:14rem}
        tr.blocked td,tr.down td,tr.unknown td{font-weight:700}
        @media print{main{max-width:none;padding:0}body{font-size:11pt}pre,table{font-size:9pt}td:first-child{min-width:11rem}
        article details::details-content{display:block;content-visibility:visible}article{break-inside:avoid}}
        """
}
