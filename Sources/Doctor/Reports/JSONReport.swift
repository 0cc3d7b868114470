import ConnectivityGuide
import DutyModel

/// The whole report as JSON with its keys as the schema has them: keys sorted, moments as RFC 3339, nothing left out.
enum JSONReport {
    /// What is said of a report that has no form in JSON.
    static let failureWords = "The report could not be written as JSON."

    static func text(_ report: Report) throws(DutyFailure) -> String {
        try object(report).text(failing: failureWords)
    }

    private static func object(_ report: Report) -> JSONObject {
        [
            "formatVersion": Report.formatVersion, "guide": report.guide, "title": report.title,
            "startedAt": report.startedAt.description, "authorities": report.authorities, "source": report.source,
            "milliseconds": report.milliseconds, "proxy": report.proxy, "checks": report.checks,
            "line": object(report.line), "verdict": report.verdict, "exitCode": report.exitCode,
            "findings": report.findings.map(object), "endpoints": report.endpoints.map(object),
        ]
    }

    private static func object(_ line: Report.Line) -> JSONObject {
        [
            "service": line.service, "upKilobitsPerSecond": line.upKilobitsPerSecond,
            "downKilobitsPerSecond": line.downKilobitsPerSecond, "machines": line.machines,
        ]
    }

    private static func object(_ finding: Finding) -> JSONObject {
        [
            "code": finding.code, "severity": finding.severity, "standing": finding.standing, "phase": finding.phase,
            "summary": finding.summary, "fix": finding.fix, "evidence": finding.evidence, "fixer": finding.fixer,
            "rule": finding.rule, "cures": finding.cures, "endpoints": finding.endpoints,
            "required": finding.required, "dependsOn": finding.dependsOn,
        ]
    }

    private static func object(_ endpoint: Report.Endpoint) -> JSONObject {
        [
            "name": endpoint.name, "purpose": endpoint.purpose, "level": endpoint.level, "state": endpoint.state,
            "finding": endpoint.finding, "milliseconds": endpoint.milliseconds,
        ]
    }
}
