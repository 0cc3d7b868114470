import DutyModel

/// The report for the text file collector of Prometheus' node exporter.
enum PrometheusReport {
    static func text(_ report: Report) -> String {
        let guide = "guide=\"\(label(report.guide))\""
        func metric(_ name: String, _ help: String, _ samples: [(labels: String, value: String)]) -> [String] {
            let name = "dutymark_doctor_" + name
            return ["# HELP \(name) \(help)", "# TYPE \(name) gauge"]
                + samples.map { "\(name){\(guide)\($0.labels)} \($0.value)" }
        }
        func metric(_ name: String, _ help: String, _ value: String) -> [String] { metric(name, help, [("", value)]) }
        let seconds = String(ReportWords.seconds(report.milliseconds).dropLast(2))
        var lines = metric("ready", "Whether everything required passes.", report.exitCode < 2 ? "1" : "0")
        lines += metric(
            "exit_code", "0 good, 1 recommended entries fail, 2 required ones, 3 unknown.", "\(report.exitCode)")
        lines += metric("duration_seconds", "How long the run took.", seconds)
        lines += metric("started_seconds", "When the run began, since 1970.", "\(report.startedAt.seconds)")
        let findings = report.roots.map {
            ",code=\"\($0.code.rawValue)\",severity=\"\($0.severity.rawValue)\",phase=\"\($0.phase.rawValue)\""
        }
        lines += metric(
            "finding", "A finding that nothing else explains.",
            findings.eachOnce.map { labels in (labels, "\(findings.count { $0 == labels })") })
        lines += metric(
            "endpoint_open", "Whether an entry of the guide passes; untried ones are absent.",
            report.tried.map { endpoint in
                let state = "level=\"\(endpoint.level.rawValue)\",state=\"\(endpoint.state.rawValue)\""
                return (",endpoint=\"\(label(endpoint.name))\",\(state)", endpoint.state == .open ? "1" : "0")
            })
        return lines.joined(separator: "\n") + "\n"
    }

    private static func label(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
