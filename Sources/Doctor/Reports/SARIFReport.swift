import ConnectivityGuide
import DutyModel

/// The report as SARIF 2.1.0: a rule for each code that occurs, a result for each finding.
enum SARIFReport {
    static func text(_ report: Report) throws(DutyFailure) -> String {
        let codes = report.findings.map(\.code).eachOnce
        let rules = codes.map { code -> JSONObject in
            ["id": code, "shortDescription": message(code.rawValue.replacing("_", with: " "))]
        }
        let driver: JSONObject = ["name": "dutymark doctor", "rules": rules]
        let invocation: JSONObject = ["executionSuccessful": true, "startTimeUtc": report.startedAt.description]
        let run: JSONObject = [
            "tool": ["driver": driver] as JSONObject, "invocations": [invocation],
            "results": report.findings.map { result($0, codes) },
        ]
        let log: JSONObject = ["version": "2.1.0", "runs": [run]]
        return try log.text(failing: JSONReport.failureWords)
    }

    /// A finding about the whole guide need not list all of it.
    private static let mostLocations = 100

    private static func result(_ finding: Finding, _ codes: [FindingCode]) -> JSONObject {
        let sentences = [finding.summary + "."] + finding.evidence.map { $0 + "." } + [finding.fix]
        return [
            "ruleId": finding.code, "ruleIndex": codes.firstIndex(of: finding.code) ?? 0,
            "level": level(finding.severity), "message": message(sentences.joined(separator: " ")),
            "locations": finding.endpoints.prefix(mostLocations).map(location),
        ]
    }

    private static func location(_ endpoint: String) -> JSONObject {
        ["logicalLocations": [["fullyQualifiedName": endpoint, "kind": "resource"]]]
    }

    private static func message(_ text: String) -> JSONObject { ["text": text] }

    private static func level(_ severity: Finding.Severity) -> String {
        switch severity {
        case .critical: "error"
        case .warning: "warning"
        case .information: "note"
        }
    }
}
