/// Figures of one subject as node_exporter's textfile collector reads them (the Prometheus text format).
struct MetricFamily {
    /// What stands before the name of each figure: `dutymark_ledger_check`.
    let prefix: String

    /// A figure that may rise and fall, with the sentence that explains it.
    func gauge(_ name: String, _ help: String, _ value: String) -> String {
        let whole = "\(prefix)_\(name)"
        return "# HELP \(whole) \(help)\n# TYPE \(whole) gauge\n\(whole) \(value)\n"
    }
}
