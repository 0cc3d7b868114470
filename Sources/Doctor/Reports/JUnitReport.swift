/// The report as test results: one test an endpoint, and one for each finding that concerns none.
enum JUnitReport {
    static func text(_ report: Report) -> String {
        let findings = Dictionary(report.findings.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
        var cases = report.endpoints.map { endpoint in
            testCase(
                endpoint.name, report.guide + "." + endpoint.level.rawValue, body(endpoint, findings),
                endpoint.milliseconds)
        }
        cases += report.findings.filter { $0.endpoints.isEmpty }.map { finding in
            testCase(
                finding.code.rawValue, report.guide + ".findings",
                finding.severity == .information ? nil : failure(finding), nil)
        }
        let failures = cases.count { $0.contains("<failure") }
        let skipped = cases.count { $0.contains("<skipped") }
        let time = ReportWords.seconds(report.milliseconds).dropLast(2)
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuites>
            <testsuite name="\(Markup.escaped(report.title))" tests="\(cases.count)" failures="\(failures)" errors="0" \
            skipped="\(skipped)" time="\(time)" timestamp="\(report.startedAt.description.dropLast())">
            \(cases.joined(separator: "\n"))
            </testsuite>
            </testsuites>

            """
    }

    private static func testCase(_ name: String, _ group: String, _ body: String?, _ milliseconds: Int64?) -> String {
        let time = milliseconds.map { " time=\"\(ReportWords.seconds($0).dropLast(2))\"" } ?? ""
        let start = "<testcase name=\"\(Markup.escaped(name))\" classname=\"\(Markup.escaped(group))\"\(time)"
        return body.map { "\(start)>\($0)</testcase>" } ?? "\(start)/>"
    }

    private static func body(_ endpoint: Report.Endpoint, _ findings: [FindingCode: Finding]) -> String? {
        switch endpoint.state {
        case .open: return nil
        case .untried: return "<skipped message=\"not tried\"/>"
        case .blocked, .down, .unknown:
            if let finding = endpoint.finding.flatMap({ findings[$0] }) { return failure(finding) }
            return "<failure message=\"\(endpoint.state.rawValue)\" type=\"\(endpoint.state.rawValue)\"/>"
        }
    }

    private static func failure(_ finding: Finding) -> String {
        let lines = finding.cures.flatMap { ["\($0.program.rawValue), \($0.place):"] + $0.lines }
        let text = (finding.evidence + [finding.fix] + lines).joined(separator: "\n")
        return "<failure message=\"\(Markup.escaped(finding.summary))\" type=\"\(finding.code.rawValue)\">"
            + "\(Markup.escaped(text))</failure>"
    }
}
