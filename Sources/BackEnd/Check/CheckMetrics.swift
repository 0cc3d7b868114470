import DutyModel
import Exchanges

/// What a round came to, as node_exporter's textfile collector reads it (the Prometheus text format).
struct CheckMetrics {
    let report: CheckReport
    let finishedAt: Timestamp
    let duration: Duration

    var text: String {
        let seconds: Double = duration / .seconds(1)
        let family = MetricFamily(prefix: "dutymark_ledger_check")
        return [
            family.gauge("findings", "Rows that break the books, in the last whole check.", "\(report.findingCount)"),
            family.gauge(
                "last_finished_timestamp_seconds", "When the last whole check ended.", "\(finishedAt.seconds)"),
            family.gauge("operations_checked", "Bookings looked at in the last whole check.", "\(report.operations)"),
            family.gauge("duration_seconds", "How long the last whole check took.", "\(seconds)"),
        ].joined()
    }
}

/// How long the service keys are certified, for the same reader.
struct ServiceKeyMetrics {
    let keys: CertifiedServiceKeys
    let privateHalvesHere: Int

    var text: String {
        let family = MetricFamily(prefix: "dutymark_service_keys")
        let next = keys.certificates.map(\.validUntil.seconds).min() ?? 0
        return family.gauge(
            "next_end_timestamp_seconds", "When the first certificate of a service's key ends.", "\(next)")
            + family.gauge(
                "root_private_halves", "Private halves of the service root in the folder.", "\(privateHalvesHere)")
    }
}
