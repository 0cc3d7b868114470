/// The report for a person at a terminal: the verdict, then the root causes.
struct TextReport {
    let report: Report
    let style: TextStyle

    /// More root causes than this are counted, and shown by `--verbose`.
    private static let mostRoots = 5

    var text: String {
        var lines = [ReportWords.headline(report)]
        let roots = style.isVerbose ? report.roots : report.causes
        let shown = style.isVerbose ? roots : Array(roots.prefix(Self.mostRoots))
        for finding in shown { lines += self.lines(finding) }
        if shown.count < roots.count { lines.append("… and \(roots.count - shown.count) more: --verbose shows them") }
        if style.isVerbose {
            lines += verbose
        } else if [.unoffered, .unreached].contains(report.line.service), report.exitCode < 2 {
            // Whoever reads that all is well should know what was not looked at.
            lines.append("· \(ReportWords.line(report.line))")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func lines(_ finding: Finding) -> [String] {
        let mark = finding.severity == .critical ? "✗" : finding.severity == .warning ? "!" : "·"
        let summary = Self.shown(finding.summary)
        var lines = ["\(coloured(mark, finding.severity)) \(summary)  (\(ReportWords.scope(finding)))"]
        lines += finding.evidence.map(Self.shown).enumerated().map {
            $0 == 0 ? "  known by: \($1)" : "            \($1)"
        }
        let command = finding.cures.isEmpty || style.isVerbose ? finding.rule : nil
        lines.append("  fix: \(Self.shown(finding.fix))" + (command.map { "  \($0)" } ?? ""))
        return lines + cures(finding)
    }

    /// The first cure's lines where they are few, else how to get them; any other cure in a line.
    private func cures(_ finding: Finding) -> [String] {
        var lines: [String] = []
        for (number, cure) in finding.cures.enumerated() {
            let start = "  \(number == 0 ? "rule" : "or rule") for \(cure.program.rawValue)"
            let isShort = cure.lines.count <= Self.mostLines && cure.lines.allSatisfy { $0.count <= Self.longestLine }
            if style.isVerbose || (isShort && number == 0) {
                lines.append("\(start), \(cure.place):")
                lines += cure.lines.map { "    " + $0 }
            } else {
                lines.append(
                    "\(start): \(Words.count(cure.lines.count, "line", "lines")), by --format \(cure.program.rawValue)")
            }
        }
        return lines
    }

    /// A stranger's words must not write to the terminal what it would obey.
    private static func shown(_ text: String) -> String { Words.foreign(text, most: 1_000) }

    /// A cure of more lines, or of longer ones, is not for a terminal.
    private static let mostLines = 4
    private static let longestLine = 116

    private var verbose: [String] {
        var lines: [String] = []
        for finding in report.findings where !finding.isRoot {
            let causes = finding.dependsOn.map(\.rawValue).joined(separator: ", ")
            lines.append("· \(Self.shown(finding.summary))  (a consequence of \(causes))")
        }
        lines += ["", "Certificates were judged by \(report.authorities).", ReportWords.line(report.line), ""]
        let width = report.endpoints.map(\.name.count).max() ?? 0
        return lines
            + report.endpoints.map { endpoint in
                let blanks = String(repeating: " ", count: width - endpoint.name.count)
                let time = endpoint.milliseconds.map { "\($0) ms" } ?? endpoint.finding?.rawValue ?? ""
                return "\(endpoint.name)\(blanks)  \(endpoint.level.rawValue)  \(endpoint.state.rawValue)  \(time)"
            }
    }

    private func coloured(_ mark: String, _ severity: Finding.Severity) -> String {
        guard style.hasColours else { return mark }
        let colour = severity == .critical ? "31" : severity == .warning ? "33" : "36"
        return "\u{1b}[\(colour)m\(mark)\u{1b}[0m"
    }
}

/// Sentences that several forms of the report share.
package enum ReportWords {
    /// The verdict with its figures.
    package static func headline(_ report: Report) -> String {
        "\(report.title): \(verdict(report.verdict))   \(figures(report))"
    }

    /// How many causes and endpoints, how long it took, and which checks were made where not all were.
    static func figures(_ report: Report) -> String {
        let roots = report.causes.count
        let failing = report.failing
        let required = failing.count { $0.level == .required }
        var parts: [String] = []
        if roots > 0 { parts.append(Words.count(roots, "cause", "causes")) }
        parts.append(
            failing.isEmpty
                ? "\(report.tried.count) of \(report.endpoints.count) endpoints tried, all open"
                : "\(failing.count) of \(report.endpoints.count) endpoints fail (\(required) required)")
        parts.append(seconds(report.milliseconds))
        if let checks = report.checks { parts.append("only \(checks.joined(separator: ", "))") }
        return parts.joined(separator: " · ")
    }

    /// Where the run looked from, and by which way.
    static func source(_ report: Report) -> String {
        let place = report.source.map {
            Words.foreign($0) + ", the computer that looked (the machine may have another address)"
        }
        let route = report.proxy.map { ", through the proxy \(Words.foreign($0.host)) port \($0.port)" } ?? ""
        return (place ?? "a computer without an address") + route
    }

    /// A line for a shell that tries a required place of TLS, one that fails where there is any.
    static func curl(_ report: Report) -> String? {
        let places = report.endpoints.filter { $0.name.hasSuffix(":443/tcp") && !$0.name.contains("*") }
        guard
            let place = places.first(where: { $0.state == .blocked }) ?? places.first(where: { $0.level == .required })
        else { return nil }
        let host = place.name.prefix { $0 != ":" }
        guard host.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "." || $0 == "-") }) else {
            return nil
        }
        let proxy = report.proxy.map { "--proxy http://\(Words.foreign($0.host)):\($0.port) " } ?? ""
        return "curl --silent --show-error --output /dev/null --write-out '%{http_code}\\n' \(proxy)https://\(host)/"
    }

    /// What is said where no cause was found.
    static func nothingFound(_ report: Report) -> String {
        let failing = report.failing.count
        return failing == 0
            ? "all \(report.tried.count) endpoints that were tried are open"
            : "\(Words.count(failing, "endpoint fails", "endpoints fail")), and the checks that were made do not say why"
    }

    static func verdict(_ verdict: Report.Verdict) -> String {
        switch verdict {
        case .ready: "READY"
        case .readyWithWarnings: "READY, WITH WARNINGS"
        case .notReady: "NOT READY"
        case .unknown: "COULD NOT TELL"
        }
    }

    /// Phase, number of endpoints, and whether one of them is required.
    package static func scope(_ finding: Finding) -> String {
        var parts = [finding.phase.rawValue]
        if finding.endpoints.isEmpty {
            parts.append(finding.severity.rawValue)
        } else {
            parts.append(Words.count(finding.endpoints.count, "endpoint", "endpoints"))
            parts.append(finding.required > 0 ? "\(finding.required) required" : "recommended")
        }
        if finding.standing != .open { parts.append(finding.standing.rawValue) }
        return parts.joined(separator: ", ")
    }

    /// What was measured of the line, or why nothing was.
    static func line(_ line: Report.Line) -> String {
        switch line.service {
        case .measured:
            func pace(_ rate: Int?) -> String { rate.map { "\($0) kbit/s" } ?? "unclear" }
            return "The line was measured: \(pace(line.downKilobitsPerSecond)) downwards, "
                + "\(pace(line.upKilobitsPerSecond)) upwards."
        case .unoffered: return "The line was not measured: the back end does not offer it."
        case .unreached: return "The line was not measured: the back end could not be reached."
        case .unwanted, nil: return "The line was not measured."
        }
    }

    static func seconds(_ milliseconds: Int64) -> String { "\(milliseconds / 1000).\(milliseconds % 1000 / 100) s" }

    package static func fixer(_ fixer: Finding.Fixer) -> String {
        switch fixer {
        case .siteNetwork: "the site’s network"
        case .proxyKeeper: "the proxy’s keeper"
        case .thisComputer: "this computer or the machine"
        case .vendor: "the server’s operator"
        }
    }
}
