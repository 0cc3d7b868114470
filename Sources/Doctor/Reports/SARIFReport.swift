import DutyModel

/// The report as SARIF 2.1.0: a rule for each code that occurs, a result for each finding.
enum SARIFReport {
    static func text(_ report: Report) throws(DutyFailure) -> String {
        var codes: [FindingCode] = []
        for finding in report.findings where !codes.contains(finding.code) { codes.append(finding.code) }
        let rules = codes.map { code in
            Rule(id: code.rawValue, shortDescription: Message(text: code.rawValue.replacing("_", with: " ")))
        }
        let results = report.findings.map { finding in
            Result(
                ruleId: finding.code.rawValue, ruleIndex: codes.firstIndex(of: finding.code) ?? 0,
                level: level(finding.severity),
                message: Message(
                    text: ([finding.summary + "."] + finding.evidence.map { $0 + "." } + [finding.fix])
                        .joined(separator: " ")),
                locations: finding.endpoints.prefix(mostLocations).map {
                    Location(logicalLocations: [LogicalLocation(fullyQualifiedName: $0, kind: "resource")])
                })
        }
        let run = Run(
            tool: Tool(driver: Driver(name: "dutymark doctor", rules: rules)),
            invocations: [Invocation(executionSuccessful: true, startTimeUtc: report.startedAt.description)],
            results: results)
        return try JSONReport.encode(Log(runs: [run])) + "\n"
    }

    /// A finding about the whole guide need not list all of it.
    private static let mostLocations = 100

    private static func level(_ severity: Finding.Severity) -> String {
        switch severity {
        case .critical: "error"
        case .warning: "warning"
        case .information: "note"
        }
    }

    private struct Log: Encodable {
        let version = "2.1.0"
        let runs: [Run]
    }
    private struct Run: Encodable {
        let tool: Tool
        let invocations: [Invocation]
        let results: [Result]
    }
    private struct Tool: Encodable { let driver: Driver }
    private struct Driver: Encodable {
        let name: String
        let rules: [Rule]
    }
    private struct Rule: Encodable {
        let id: String
        let shortDescription: Message
    }
    private struct Message: Encodable { let text: String }
    private struct Invocation: Encodable {
        let executionSuccessful: Bool
        let startTimeUtc: String
    }
    private struct Result: Encodable {
        let ruleId: String
        let ruleIndex: Int
        let level: String
        let message: Message
        let locations: [Location]
    }
    private struct Location: Encodable { let logicalLocations: [LogicalLocation] }
    private struct LogicalLocation: Encodable {
        let fullyQualifiedName: String
        let kind: String
    }
}
