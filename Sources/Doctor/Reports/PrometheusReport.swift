/// The report for the text file collector of Prometheus' node exporter.
enum PrometheusReport {
    static func text(_ report: Report) -> String {
        let guide = "guide=\"\(label(report.guide))\""
        var lines = metric("dutymark_doctor_ready", "Whether everything required passes.")
        lines.append("dutymark_doctor_ready{\(guide)} \(report.exitCode < 2 ? 1 : 0)")
        lines += metric("dutymark_doctor_exit_code", "0 good, 1 recommended entries fail, 2 required ones, 3 unknown.")
        lines.append("dutymark_doctor_exit_code{\(guide)} \(report.exitCode)")
        lines += metric("dutymark_doctor_duration_seconds", "How long the run took.")
        lines.append(
            "dutymark_doctor_duration_seconds{\(guide)} \(ReportWords.seconds(report.milliseconds).dropLast(2))")
        lines += metric("dutymark_doctor_started_seconds", "When the run began, since 1970.")
        lines.append("dutymark_doctor_started_seconds{\(guide)} \(report.startedAt.seconds)")
        lines += metric("dutymark_doctor_finding", "A finding that nothing else explains.")
        var seen = Set<String>()
        for finding in report.roots {
            let name =
                "code=\"\(finding.code.rawValue)\",severity=\"\(finding.severity.rawValue)\",phase=\"\(finding.phase.rawValue)\""
            guard seen.insert(name).inserted else { continue }
            let count = report.roots.filter {
                $0.code == finding.code && $0.severity == finding.severity && $0.phase == finding.phase
            }
            lines.append("dutymark_doctor_finding{\(guide),\(name)} \(count.count)")
        }
        lines += metric(
            "dutymark_doctor_endpoint_open", "Whether an entry of the guide passes; untried ones are absent.")
        for endpoint in report.endpoints where endpoint.state != .untried {
            lines.append(
                "dutymark_doctor_endpoint_open{\(guide),endpoint=\"\(label(endpoint.name))\","
                    + "level=\"\(endpoint.level.rawValue)\",state=\"\(endpoint.state.rawValue)\"} \(endpoint.state == .open ? 1 : 0)"
            )
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func metric(_ name: String, _ help: String) -> [String] {
        ["# HELP \(name) \(help)", "# TYPE \(name) gauge"]
    }

    private static func label(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
