import DutyModel

/// What a round came to, as node_exporter's textfile collector reads it (the Prometheus text format).
struct CheckMetrics {
    let report: CheckReport
    let finishedAt: Timestamp
    let duration: Duration

    var text: String {
        let seconds = Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
        return [
            gauge("findings", "Rows that break the books, in the last whole check.", "\(report.findingCount)"),
            gauge("last_finished_timestamp_seconds", "When the last whole check ended.", "\(finishedAt.seconds)"),
            gauge("operations_checked", "Bookings looked at in the last whole check.", "\(report.operations)"),
            gauge("duration_seconds", "How long the last whole check took.", "\(seconds)"),
        ].joined()
    }

    private func gauge(_ name: String, _ help: String, _ value: String) -> String {
        let whole = "dutymark_ledger_check_\(name)"
        return "# HELP \(whole) \(help)\n# TYPE \(whole) gauge\n\(whole) \(value)\n"
    }
}
