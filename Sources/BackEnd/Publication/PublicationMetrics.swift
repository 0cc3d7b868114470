import DutyModel
import LocalSystem

/// How the publication of the key list stands, as node_exporter's textfile collector reads it (the Prometheus text
/// format).
struct PublicationMetrics {
    let record: PublicationRecord
    /// When the newest list was signed; nil where none was.
    let issuedAt: Timestamp?

    /// Writes the figures; the file is replaced atomically. Throws what `AtomicFile.write` throws.
    func write(to path: String) throws(DutyFailure) { try AtomicFile.write(Array(text.utf8), to: path, mode: 0o644) }

    var text: String {
        let family = MetricFamily(prefix: "dutymark_key_list")
        return [
            family.gauge("version", "Version of the newest signed key list.", "\(record.version)"),
            family.gauge(
                "signed_timestamp_seconds", "When the newest key list was signed.", "\(issuedAt?.seconds ?? 0)"),
            family.gauge(
                "published_timestamp_seconds", "When the key list was last found or put where readers look.",
                "\(record.publishedAt?.seconds ?? 0)"),
            family.gauge("publication_failures", "Tries to publish that have failed in a row.", "\(record.failures)"),
        ].joined()
    }
}
