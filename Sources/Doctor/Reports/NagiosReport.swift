/// A plugin's line where there is nothing to report on.
public enum NagiosLine {
    /// The line that says why the state is not known.
    public static func unknown(_ reason: String) -> String { "DUTYMARK UNKNOWN - \(NagiosReport.clean(reason))" }
}

/// One line for Nagios and its like: the state, the first root cause, and performance data.
enum NagiosReport {
    static func text(_ report: Report) -> String {
        let word = ["OK", "WARNING", "CRITICAL", "UNKNOWN"][Int(report.exitCode)]
        let failing = report.failing
        let required = failing.filter { $0.level == .required }.count
        let roots = report.causes
        var said = roots.first.map { clean($0.summary) } ?? ReportWords.nothingFound(report)
        if roots.count > 1 { said += "; \(Words.count(roots.count - 1, "more cause", "more causes"))" }
        let seconds = ReportWords.seconds(report.milliseconds).dropLast(2)
        let data =
            "failing=\(failing.count);;;0;\(report.endpoints.count) required_failing=\(required);;;0 "
            + "causes=\(roots.count);;;0 time=\(seconds)s;;;0"
        let more = roots.dropFirst().map { clean($0.summary) }
        return (["DUTYMARK \(word) - \(said) | \(data)"] + more).joined(separator: "\n") + "\n"
    }

    /// A bar would begin the performance data.
    static func clean(_ text: String) -> String { Words.foreign(text.replacing("|", with: "/"), most: 1_000) }
}
